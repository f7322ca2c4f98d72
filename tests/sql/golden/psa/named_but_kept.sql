SELECT
    m."id",
    TIMESTAMP '2026-01-02 00:00:00' AS _load_date,
    CAST(1 AS INTEGER) AS _load_seq
FROM temp.moved AS m
ANTI JOIN (FROM kept) AS k ON m."id" = k."id"
