SELECT "id", "city"
FROM read_parquet(['/project/psa/crm/customers/kept/load_date=2026-06-06/6dd04548-a4b9-5842-8aa0-972058e3b55a.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'city': {name: 'city', type: 'VARCHAR', default_value: NULL}}, hive_partitioning = false)
