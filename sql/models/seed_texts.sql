-- The columns of a seed that a number or a date would not give back as written: 007, +5, 31/12/2026.
-- takes: path, delimiter
SELECT
    column_name,
    bool_or(regexp_matches(value, '^\s*(\+|-?0[0-9])')) AS is_no_number,
    bool_or(NOT regexp_matches(value, '^\s*\d{4}-\d\d-\d\d')) AS is_no_date
FROM (
    UNPIVOT (
        FROM read_csv({{ path | literal }}, header = true, delim = {{ delimiter | literal }}, quote = '"', escape = '"', all_varchar = true)
    )
    ON COLUMNS(*) INTO NAME column_name VALUE value
)
GROUP BY column_name
