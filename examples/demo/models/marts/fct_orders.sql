-- Each order with its customer and its price as they were on the day of the order.
{{ config(materialized='table') }}

SELECT
    o.order_id,
    o.order_date,
    o.status,
    o.customer_id,
    c.city,
    c.segment,
    o.product_code,
    p.product_name,
    p.category,
    o.quantity,
    CAST(p.price AS DECIMAL(10, 2)) AS unit_price,
    CAST(o.quantity * CAST(p.price AS DECIMAL(10, 2)) AS DECIMAL(12, 2)) AS revenue
FROM {{ source('shop', 'orders') }} AS o
-- A version holds from valid_from until before valid_to; an open one has no valid_to.
LEFT JOIN {{ ref('dim_customer') }} AS c
    ON c.customer_id = o.customer_id
    AND o.order_date >= c.valid_from
    AND (o.order_date < c.valid_to OR c.valid_to IS NULL)
LEFT JOIN {{ ref('dim_product') }} AS p
    ON p.product_code = o.product_code
    AND o.order_date >= p.valid_from
    AND (o.order_date < p.valid_to OR p.valid_to IS NULL)
