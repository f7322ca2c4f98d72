-- The hashes of erased keys, as the rows of a checkpoint have them in text.
-- takes: hash (expression over the columns), columns (expressions by name, over the list `key`), keys (their relation)
SELECT CAST({{ hash }} AS VARCHAR)
FROM (
    SELECT {{ columns | named }}
    FROM {{ keys | name }}
) AS typed_keys
