SELECT *
FROM (
    VALUES
    (CAST(1 AS BIGINT), CAST('x' AS VARCHAR)),
    (CAST(2 AS BIGINT), CAST(NULL AS VARCHAR))
) AS given ("id", "city")
WHERE true
