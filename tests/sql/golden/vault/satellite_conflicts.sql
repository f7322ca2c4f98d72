SELECT
    "ref_kind_hk" AS hash_key,
    min(_from) AS load_date
FROM (
    SELECT
        "ref_kind_hk",
        _from,
        max(coalesce(_until, TIMESTAMP '9999-12-31 00:00:00')) OVER (
            PARTITION BY "ref_kind_hk"
            ORDER BY _from, _until
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS _high
    FROM temp.spells
)
WHERE _from < _high
GROUP BY "ref_kind_hk"
ORDER BY ALL
LIMIT 5
