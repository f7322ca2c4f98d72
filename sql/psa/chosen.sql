-- A delivery in which one row stands for each key: the one that comes first in an order.
-- takes: relation (with _position), columns, key, order (expressions)
SELECT {{ columns | names }}
FROM (
    SELECT
        {{ columns | names }},
        row_number() OVER (PARTITION BY {{ key | names }} ORDER BY {{ order }}) AS _rank
    FROM {{ relation }}
)
WHERE _rank = 1
