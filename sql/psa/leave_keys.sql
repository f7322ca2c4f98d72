-- Leave out values that rows of other keys have as well: what refers to them refers to something still.
-- takes: relation, value (expression), path, is_key (expression)
DELETE FROM {{ relation | name }}
WHERE key IN (
    SELECT {{ value }}
    FROM read_parquet([{{ path | literal }}], hive_partitioning = false)
    WHERE NOT coalesce({{ is_key }}, false)
)
