SELECT
    "id",
    _hash64
FROM temp.content_before
