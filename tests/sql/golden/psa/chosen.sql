SELECT "id", "city"
FROM (
    SELECT
        "id", "city",
        row_number() OVER (PARTITION BY "id" ORDER BY "updated_at" DESC NULLS LAST, _position DESC) AS _rank
    FROM temp.numbered
)
WHERE _rank = 1
