-- What the accepted loads stored, read from the log: each event with its load.
-- takes: view, globs, file (expression: the path of load l's file), schema, values (expressions by name),
--        source_table, replaced (paths of files that no load has any more, whose types may be others; or '')
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    e._op,
    {{ values | named }},
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at
FROM read_parquet(
    [{{ globs | literals }}],
    schema = {{ schema | parquet_schema }},
    filename = '_file',
    hive_partitioning = false
) AS e
JOIN meta.loads AS l
    ON l.source_table = {{ source_table | literal }}
    AND l.status = 'accepted'
    AND {{ file }} = e._file
WHERE e._file NOT IN ({{ replaced | literals }})
