WITH delivered AS (
    SELECT
    "id", "city", "name", "phone", "since",
    hash("id", "city", "name", "phone", "since") AS _hash64
FROM temp.collapsed
),
before AS (
    SELECT
    "id",
    _hash64
FROM temp.content_before
),
differing AS (
    SELECT
        coalesce(d."id", b."id") AS "id",
        d."city",
        d."name",
        d."phone",
        d."since",
        CASE
            WHEN b._hash64 IS NULL THEN 'insert'
            WHEN d._hash64 IS NULL THEN 'delete'
            ELSE 'update'
        END AS _op
    FROM delivered AS d
    FULL JOIN before AS b ON d."id" = b."id"
    WHERE d._hash64 IS DISTINCT FROM b._hash64
),
-- Made once, however many hashes a column is part of.
with_texts AS (
    SELECT
        *,
        CAST("id" AS VARCHAR) AS "_text of id",
    CASE
    WHEN contains(CAST("city" AS VARCHAR), '\') OR contains(CAST("city" AS VARCHAR), '|') OR contains(CAST("city" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("city" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("city" AS VARCHAR)
END AS "_text of city",
    CASE
    WHEN contains(CAST("name" AS VARCHAR), '\') OR contains(CAST("name" AS VARCHAR), '|') OR contains(CAST("name" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("name" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("name" AS VARCHAR)
END AS "_text of name",
    CAST("phone" AS VARCHAR) AS "_text of phone",
    CAST("since" AS VARCHAR) AS "_text of since"
    FROM differing
)
SELECT
    "id" AS "id",
    "city" AS "city",
    "name" AS "name",
    "phone" AS "phone",
    "since" AS "since",
    CASE WHEN _op <> 'delete' THEN unhex(md5(concat_ws('||', 'city=' || "_text of city",
        'id=' || "_text of id",
        'name=' || "_text of name",
        'phone=' || "_text of phone",
        'since=' || "_text of since"))) END AS "_row_hash",
    CASE WHEN _op <> 'delete' THEN CASE WHEN coalesce("_text of id") IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5("_text of id")) END END AS "customer_hk",
    CASE WHEN _op <> 'delete' THEN unhex(md5(concat_ws('||', 'city=' || "_text of city",
        'name=' || "_text of name",
        'phone=' || "_text of phone",
        'since=' || "_text of since"))) END AS "customer_hashdiff",
    _op,
    TIMESTAMP '2026-06-06 00:00:00' AS _load_date,
    CAST(1 AS INTEGER) AS _load_seq
FROM with_texts
