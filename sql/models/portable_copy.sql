-- The rows of a model's table as a checkpoint keeps them: types that any Parquet reader has, all others as text.
-- takes: relation, values (expressions by name)
SELECT
    {{ values | named }}
FROM {{ relation }}
