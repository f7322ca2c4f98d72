WITH delivered AS (
    SELECT
    "id", "level", "_is_gone",
    hash("id", "level") AS _hash64
FROM temp.collapsed
),
before AS (
    SELECT
    "id",
    _hash64
FROM temp.nothing_before
),
named AS (
    SELECT
        d."id", d."level",
        CASE
            WHEN d._is_gone AND b._hash64 IS NULL THEN 'miss'
            WHEN d._is_gone THEN 'delete'
            WHEN b._hash64 IS NULL THEN 'insert'
            WHEN d._hash64 = b._hash64 THEN 'seen'
            ELSE 'update'
        END AS _op
    FROM delivered AS d
    LEFT JOIN before AS b ON d."id" = b."id"
)
SELECT
    "id" AS "id",
    CASE WHEN _op IN ('insert', 'update') THEN "level" END AS "level",
    CASE WHEN _op IN ('insert', 'update') THEN unhex(md5(concat_ws('||', 'id=' || CAST("id" AS VARCHAR),
        'level=' || CASE
    WHEN contains(CAST("level" AS VARCHAR), '\') OR contains(CAST("level" AS VARCHAR), '|') OR contains(CAST("level" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("level" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("level" AS VARCHAR)
END))) END AS "_row_hash",
    _op,
    TIMESTAMP '2026-06-01 00:00:00' AS _load_date,
    CAST(1 AS INTEGER) AS _load_seq
FROM named
