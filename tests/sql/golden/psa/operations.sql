SELECT
    _operation,
    count(*) AS rows
FROM (SELECT
    "id" AS "id",
    "level" AS "level",
    _position AS "_position",
    _operation AS "_operation",
    _op AS "_op"
FROM read_parquet(['/project/psa/crm/members/kept/load_date=2026-06-01/701d4aba-7820-5090-9dd0-31ee88e81927-000005.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_position': {name: '_position', type: 'BIGINT', default_value: NULL}, '_operation': {name: '_operation', type: 'VARCHAR', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'delete'))
WHERE _op = 'insert'
GROUP BY _operation
