-- The greatest value of a table's cursor column that its loads have brought; rejected loads do not count.
SELECT watermark
FROM meta.loads
WHERE source_table = ? AND status <> 'rejected' AND watermark IS NOT NULL
ORDER BY try_cast(watermark AS HUGEINT) DESC NULLS LAST, watermark DESC
LIMIT 1
