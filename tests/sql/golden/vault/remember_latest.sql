INSERT INTO "_store"."vault__ref_kind__latest"
SELECT
    "ref_kind_hk",
    "ref_kind_hashdiff",
    load_date
FROM (
    SELECT
        "ref_kind_hk",
        "ref_kind_hashdiff",
        load_date,
        row_number() OVER (PARTITION BY "ref_kind_hk" ORDER BY load_date DESC) AS _rank
    FROM temp.added
)
WHERE _rank = 1
