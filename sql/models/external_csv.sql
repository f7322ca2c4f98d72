-- A view over CSV files, by folders where there are some. An empty text is quoted, NULL is not.
-- takes: relation, columns, files (a glob), types (of the columns in the files), partitions (how folders are read)
CREATE OR REPLACE VIEW {{ relation }} AS (
SELECT {{ columns | names }}
FROM read_csv(
    {{ files | literal }},
    header = true,
    auto_detect = false,
    delim = ',',
    quote = '"',
    escape = '"',
    allow_quoted_nulls = false,
    columns = {{ types | map_of }},
    {{ partitions }}
)
)
