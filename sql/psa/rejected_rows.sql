-- The rows that a delivery lost, as the log keeps them: where they stood, why, their text, and the key if it can be read.
-- takes: path (of the rows set aside), key_texts (a list of canonical texts)
SELECT
    letter,
    line,
    source_file,
    column_name,
    reason,
    raw,
    given,
    CASE WHEN has_key THEN {{ key_texts }} END AS key
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
ORDER BY letter
