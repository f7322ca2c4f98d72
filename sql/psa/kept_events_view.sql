-- The events of the kept loads, and before them the full copies at the horizon, each row under the load that last
-- changed it: from these every kept load reads back.
-- takes: view, changes (the view of all events), paths (of the full copies), columns (of the events), schema,
--        values (expressions by name), loads (a SELECT of psa/numbered_loads), of_slice (whether load l is of the slice of row e)
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    _op,
    {{ columns | names }},
    load_date,
    load_seq,
    load_id,
    record_source,
    _source_file,
    _loaded_at,
    _position,
    _file
FROM {{ changes }}
UNION ALL
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
    '' AS _file
FROM read_parquet([{{ paths | literals }}], schema = {{ schema | parquet_schema }}, hive_partitioning = false) AS e
JOIN ({{ loads }}) AS l
    ON l.load_date = e._load_date
    AND l.load_seq = e._load_seq
    AND {{ of_slice }}
