SELECT
    date_day,
    CAST(year(date_day) AS INTEGER) AS year,
    CAST(quarter(date_day) AS INTEGER) AS quarter,
    CAST(month(date_day) AS INTEGER) AS month,
    monthname(date_day) AS month_name,
    CAST(isoyear(date_day) AS INTEGER) AS iso_year,
    CAST(week(date_day) AS INTEGER) AS iso_week,
    CAST(day(date_day) AS INTEGER) AS day_of_month,
    CAST(dayofyear(date_day) AS INTEGER) AS day_of_year,
    CAST(isodow(date_day) AS INTEGER) AS day_of_week,
    dayname(date_day) AS day_name,
    isodow(date_day) > 5 AS is_weekend,
    CAST(date_trunc('month', date_day) AS DATE) AS first_of_month,
    last_day(date_day) AS last_of_month
FROM (
    SELECT CAST(unnest(generate_series(
        date_trunc('month', CAST(DATE '2024-01-15' AS TIMESTAMP)),
        CAST(DATE '2024-12-31' AS TIMESTAMP),
        INTERVAL '1 month'
    )) AS DATE) AS date_day
)
