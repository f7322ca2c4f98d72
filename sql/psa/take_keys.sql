-- Take keys (or values) that rows of a file of the log have, each once, where no part of them is NULL.
-- takes: relation, key (expression), path, condition (expression)
INSERT INTO {{ relation | name }} (key)
SELECT DISTINCT {{ key }}
FROM read_parquet([{{ path | literal }}], hive_partitioning = false)
WHERE
    coalesce({{ condition }}, false)
    AND {{ key }} NOT IN (SELECT key FROM {{ relation | name }})
    AND len(list_filter({{ key }}, lambda part: part IS NULL)) = 0
