-- The last row of each key in a delivery, and whether it says that the key is gone.
-- takes: relation, columns, key, order_by, is_gone (expression)
SELECT
    {{ columns | names }},
    {{ is_gone }} AS _is_gone
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY {{ key | names }}
            ORDER BY {{ order_by | newest_first }}
        ) AS _rank
    FROM {{ relation }}
)
WHERE _rank = 1
