-- A view over Parquet files, by folders where there are some.
-- takes: relation, columns, files (a glob), partitions (how folders are read)
CREATE OR REPLACE VIEW {{ relation }} AS (
SELECT {{ columns | names }}
FROM read_parquet({{ files | literal }}, {{ partitions }})
)
