-- The rows that a unit test expected and a model did not make (−), and the other way round (+), each as often.
-- takes: made, expected (relations of the same columns)
SELECT
    *,
    '−' AS "_side"
FROM (FROM {{ expected }} EXCEPT ALL FROM {{ made }})
UNION ALL
SELECT
    *,
    '+' AS "_side"
FROM (FROM {{ made }} EXCEPT ALL FROM {{ expected }})
