SELECT
    *,
    '−' AS "_side"
FROM (FROM temp.unit_expected EXCEPT ALL FROM temp.unit_made)
UNION ALL
SELECT
    *,
    '+' AS "_side"
FROM (FROM temp.unit_made EXCEPT ALL FROM temp.unit_expected)
