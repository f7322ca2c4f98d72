SELECT
    "id", "city", "name", "phone", "since",
    hash("id", "city", "name", "phone", "since") AS _hash64
FROM temp.collapsed
