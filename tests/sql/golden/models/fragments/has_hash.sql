CAST("customer_hk" AS VARCHAR) IN (
SELECT 'a'
)
