SELECT DISTINCT "id", "city", "name", "phone", "since"
FROM (SELECT
    "id" AS "id",
    "city" AS "city",
    "name" AS "name",
    "phone" AS "phone",
    "since" AS "since"
FROM read_parquet(['/project/psa/crm/customers/kept/load_date=2026-06-06/85109f31-14a6-5b62-9c1b-acc5a9bf2f2d.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'city': {name: 'city', type: 'VARCHAR', default_value: NULL}, 'name': {name: 'name', type: 'VARCHAR', default_value: NULL}, 'phone': {name: 'phone', type: 'BIGINT', default_value: NULL}, 'since': {name: 'since', type: 'DATE', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert'))
