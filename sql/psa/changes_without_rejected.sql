-- Changes without the deletion of keys that stand among the rejected rows: they keep their last state.
-- takes: path (of the changes), rejected (path), key_texts (of the changes, a list of canonical texts)
SELECT c.*
FROM read_parquet({{ path | literal }}, hive_partitioning = false) AS c
WHERE c._op <> 'delete' OR NOT EXISTS (
    SELECT 1
    FROM read_parquet({{ rejected | literal }}, hive_partitioning = false) AS r
    WHERE r.key = {{ key_texts }}
)
