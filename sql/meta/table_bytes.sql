-- The bytes that one table takes in this file, in whole blocks.
-- takes: table (schema.name, quoted)
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info({{ table | literal }})
WHERE persistent
