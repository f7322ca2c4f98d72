SELECT *, 'month=' || CAST("month" AS VARCHAR) AS _folder
FROM (
    SELECT
        count(*) AS _rows,
        sum(CAST(hash("id", "day", "month") AS HUGEINT)) AS _fingerprint, "month"
    FROM temp.external_rows
    GROUP BY ALL
)
WHERE _rows > 0
