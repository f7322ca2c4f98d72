SELECT *
FROM read_csv(
    '/project/seeds/regions.csv',
    header = true,
    delim = ',',
    quote = '"',
    escape = '"',
    sample_size = -1,
    auto_type_candidates = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR'],
    dateformat = '%Y-%m-%d',
    types = {}
)
