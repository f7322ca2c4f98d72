INSERT INTO temp.arriving
WITH ranked AS (
    SELECT
        "city", "orders",
        load_date,
        load_id,
        _op = 'delete' AS _is_gone,
        row_number() OVER (
            PARTITION BY "city", load_date
            ORDER BY load_seq DESC
        ) AS _rank
    FROM (SELECT e.*
FROM (FROM "_store"."marts__dim_city__changes") AS e
SEMI JOIN temp.backdated AS k ON e."city" IS NOT DISTINCT FROM k."city")
)
SELECT
    "city", "orders",
    CASE WHEN NOT _is_gone THEN CAST(unhex(md5(concat_ws('||', 'orders=' || CAST("orders" AS VARCHAR)))) AS UUID) END AS _tracked,
    CASE WHEN NOT _is_gone THEN date_trunc('day', load_date) END AS _moment,
    load_date,
    load_id,
    _is_gone
FROM ranked
WHERE _rank = 1 AND true
