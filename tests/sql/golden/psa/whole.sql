SELECT
    "id" AS "id",
    "level" AS "level",
    unhex(md5(concat_ws('||', 'id=' || CAST("id" AS VARCHAR),
        'level=' || CASE
    WHEN contains(CAST("level" AS VARCHAR), '\') OR contains(CAST("level" AS VARCHAR), '|') OR contains(CAST("level" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("level" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("level" AS VARCHAR)
END))) AS "_row_hash",
    'insert' AS _op,
    TIMESTAMP '2026-06-06 00:00:00' AS _load_date,
    CAST(1 AS INTEGER) AS _load_seq,
    _position,
    _operation
FROM delivery
