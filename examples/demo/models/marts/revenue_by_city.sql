-- What was ordered, by the city where the customer lived on that day.
{{ config(materialized='view') }}

SELECT
    city,
    count(*) AS orders,
    count(DISTINCT customer_id) AS customers,
    CAST(sum(revenue) AS DECIMAL(12, 2)) AS revenue
FROM {{ ref('fct_orders') }}
GROUP BY city
ORDER BY revenue DESC, city
