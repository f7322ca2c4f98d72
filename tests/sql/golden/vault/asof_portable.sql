SELECT
    k.snapshot_date,
    k."customer_hk",
    c.load_date AS found
FROM temp.snapshot_keys AS k
LEFT JOIN (
    SELECT
        "customer_hk",
        load_date,
        lead(load_date) OVER (PARTITION BY "customer_hk" ORDER BY load_date) AS _until
    FROM temp.candidates
) AS c
    ON c."customer_hk" = k."customer_hk"
    AND c.load_date <= k.snapshot_date
    AND (c._until IS NULL OR k.snapshot_date < c._until)
