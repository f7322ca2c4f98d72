-- The rows of a seed's CSV file, in the types given; the others are inferred from the whole file.
-- takes: path, delimiter, types (by column)
SELECT *
FROM read_csv(
    {{ path | literal }},
    header = true,
    delim = {{ delimiter | literal }},
    quote = '"',
    escape = '"',
    sample_size = -1,
    auto_type_candidates = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR'],
    dateformat = '%Y-%m-%d',
    types = {{ types | map_of }}
)
