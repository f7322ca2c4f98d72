SELECT
    "id",
    _hash64
FROM temp.nothing_before
