SELECT
    "id", "city",
    hash("id", "city") AS _hash64
FROM temp.collapsed
