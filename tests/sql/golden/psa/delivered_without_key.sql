SELECT
    "text",
    _row_hash,
    row_number() OVER (PARTITION BY _row_hash) AS _occurrence,
    CAST(0 AS UBIGINT) AS _hash64
FROM (
    SELECT
        "text",
        CAST(unhex(md5(concat_ws('||', 'text=' || CASE
    WHEN contains(CAST("text" AS VARCHAR), '\') OR contains(CAST("text" AS VARCHAR), '|') OR contains(CAST("text" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("text" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("text" AS VARCHAR)
END))) AS UUID) AS _row_hash
    FROM delivery
)
