-- psa.<source>__<table>__changes: insert, update and delete events of the accepted loads, read from the log.
-- takes: view, folder (of the log), glob, schema, values (expressions by name), source_table
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
    {{ glob | literal }},
    schema = {{ schema | parquet_schema }},
    filename = '_file',
    hive_partitioning = false
) AS e
JOIN meta.loads AS l
    ON l.source_table = {{ source_table | literal }}
    AND l.status = 'accepted'
    AND {{ folder | literal }} || l.changes_file = e._file
