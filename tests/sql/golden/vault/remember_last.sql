INSERT INTO "_store"."vault__eff_order__latest"
SELECT * EXCLUDE (_rank)
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY "link_hk" ORDER BY load_date DESC) AS _rank
    FROM temp.added
)
WHERE _rank = 1
