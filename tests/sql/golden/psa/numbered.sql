SELECT
    "id", "city",
    row_number() OVER () AS _position
FROM delivery
