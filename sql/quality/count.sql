-- How many rows break a check, or what else its fail_calc counts; whether that is an error, and a warning.
-- takes: failing (a SELECT), counted (count(*) or another aggregate), error_if, warn_if (conditions)
SELECT failing, failing {{ error_if }} AS is_error, failing {{ warn_if }} AS is_warning
FROM (SELECT coalesce({{ counted }}, 0) AS failing FROM ({{ failing }}))
