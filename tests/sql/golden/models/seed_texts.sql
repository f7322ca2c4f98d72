SELECT
    column_name,
    bool_or(regexp_matches(value, '^\s*(\+|-?0[0-9])')) AS is_no_number,
    bool_or(NOT regexp_matches(value, '^\s*\d{4}-\d\d-\d\d')) AS is_no_date
FROM (
    UNPIVOT (
        FROM read_csv('/project/seeds/regions.csv', header = true, delim = ',', quote = '"', escape = '"', all_varchar = true)
    )
    ON COLUMNS(*) INTO NAME column_name VALUE value
)
GROUP BY column_name
