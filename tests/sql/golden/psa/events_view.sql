CREATE OR REPLACE VIEW "_store"."crm__customers__events" AS
SELECT
    e._op,
    e."id" AS "id",
    e."city" AS "city",
    e."name" AS "name",
    e."phone" AS "phone",
    e."since" AS "since",
    CAST(e."customer_hk" AS UUID) AS "customer_hk",
    CAST(e."customer_hashdiff" AS UUID) AS "customer_hashdiff",
    CAST(e._row_hash AS UUID) AS "_row_hash",
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at,
    l._position,
    e._file
FROM read_parquet(
    ['/project/psa/crm/customers/*/*.parquet'],
    schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'city': {name: 'city', type: 'VARCHAR', default_value: NULL}, 'name': {name: 'name', type: 'VARCHAR', default_value: NULL}, 'phone': {name: 'phone', type: 'BIGINT', default_value: NULL}, 'since': {name: 'since', type: 'DATE', default_value: NULL}, 'customer_hk': {name: 'customer_hk', type: 'BLOB', default_value: NULL}, 'customer_hashdiff': {name: 'customer_hashdiff', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}},
    filename = '_file',
    hive_partitioning = false
) AS e
JOIN (
    SELECT *
    FROM (SELECT
    *,
    row_number() OVER (ORDER BY load_date, load_seq, slice) AS _position
FROM meta.loads
WHERE source_table = 'crm.customers' AND status = 'accepted')
    WHERE (
        SELECT
            CASE
                WHEN count(*) > 0
                    THEN error(
                        'A file of the log is not there: ' || min('/project/psa/crm/customers/' || l.changes_file)
                        || ' (`warehouse verify` names all of them)'
                    )
                ELSE true
            END
        FROM meta.loads AS l
        ANTI JOIN glob(['/project/psa/crm/customers/*/*.parquet']) AS g ON g.file = '/project/psa/crm/customers/' || l.changes_file
        WHERE l.source_table = 'crm.customers'
            AND l.status = 'accepted'
            AND l.changes_file IS NOT NULL
            AND l.pruned_at IS NULL
    )
) AS l ON '/project/psa/crm/customers/' || l.changes_file = e._file
WHERE e._file NOT IN ('/project/psa/crm/customers/load_date=2026-06-03/3ed2798b-5b00-5d98-8253-38a367334e2b.parquet', '/project/psa/crm/customers/load_date=2026-06-06/85109f31-14a6-5b62-9c1b-acc5a9bf2f2d-000007.parquet')
