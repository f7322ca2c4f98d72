SELECT
    "id", "level", "_is_gone",
    hash("id", "level") AS _hash64
FROM temp.collapsed
