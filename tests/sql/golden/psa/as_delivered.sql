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
    CASE WHEN _op <> 'delete' THEN CASE WHEN coalesce(CASE
    WHEN contains("id", '\') OR contains("id", '|') OR contains("id", '^^')
        THEN replace(replace(replace(upper(trim("id", ' ')), '\', '\\'), '|', '\|'), '^^', '\^^')
    ELSE nullif(upper(trim("id", ' ')), '')
END) IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(CASE
    WHEN contains("id", '\') OR contains("id", '|') OR contains("id", '^^')
        THEN replace(replace(replace(upper(trim("id", ' ')), '\', '\\'), '|', '\|'), '^^', '\^^')
    ELSE nullif(upper(trim("id", ' ')), '')
END)) END END AS "customer_hk",
    CASE WHEN _op <> 'delete' THEN unhex(md5(concat_ws('||', 'city=' || "_text of city",
        'name=' || "_text of name",
        'phone=' || "_text of phone",
        'since=' || "_text of since"))) END AS "customer_hashdiff",
    _op,
    TIMESTAMP '2026-06-06 00:00:00' AS _load_date,
    CAST(1 AS INTEGER) AS _load_seq
FROM (
    SELECT
        *,
        CASE
    WHEN contains(CAST("id" AS VARCHAR), '\') OR contains(CAST("id" AS VARCHAR), '|') OR contains(CAST("id" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("id" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("id" AS VARCHAR)
END AS "_text of id",
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
    CASE
    WHEN contains(CAST("phone" AS VARCHAR), '\') OR contains(CAST("phone" AS VARCHAR), '|') OR contains(CAST("phone" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("phone" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("phone" AS VARCHAR)
END AS "_text of phone",
    CASE
    WHEN contains(CAST("since" AS VARCHAR), '\') OR contains(CAST("since" AS VARCHAR), '|') OR contains(CAST("since" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("since" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("since" AS VARCHAR)
END AS "_text of since",
        'insert' AS _op
    FROM (SELECT
    "id", "city", "name", "phone", "since",
    hash("id", "city", "name", "phone", "since") AS _hash64
FROM delivery)
)
