-- What the accepted loads stored, read from the log: each event with its load and the load's number. A file that
-- should be there and is not is an error, never fewer rows.
-- takes: view, globs, file (expression: the path of load l's file), schema, values (expressions by name),
--        loads (a SELECT of psa/numbered_loads), source_table, replaced (paths of files that no load has any more,
--        whose types may be others; or '')
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    e._op,
    {{ values | named }},
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at,
    l._position,
    e._file
FROM read_parquet(
    [{{ globs | literals }}],
    schema = {{ schema | parquet_schema }},
    filename = '_file',
    hive_partitioning = false
) AS e
JOIN (
    SELECT *
    FROM ({{ loads }})
    WHERE (
        SELECT
            CASE
                WHEN count(*) > 0
                    THEN error(
                        'A file of the log is not there: ' || min({{ file }})
                        || ' (`warehouse verify` names all of them)'
                    )
                ELSE true
            END
        FROM meta.loads AS l
        ANTI JOIN glob([{{ globs | literals }}]) AS g ON g.file = {{ file }}
        WHERE l.source_table = {{ source_table | literal }}
            AND l.status = 'accepted'
            AND l.changes_file IS NOT NULL
            AND l.pruned_at IS NULL
    )
) AS l ON {{ file }} = e._file
WHERE e._file NOT IN ({{ replaced | literals }})
