-- Take the rejected rows of a load in from their file.
-- takes: source_table, load_id, path
INSERT INTO _store.dead_letters
SELECT
    {{ source_table | literal }},
    CAST({{ load_id | literal }} AS UUID),
    letter,
    line,
    source_file,
    column_name,
    reason,
    raw,
    given,
    key
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
