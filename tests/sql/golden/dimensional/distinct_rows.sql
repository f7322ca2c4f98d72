SELECT DISTINCT "city", "orders"
FROM ( SELECT c.city, count(*) AS orders FROM "_at_psa"."crm__customers" AS c JOIN "_at_psa"."crm__orders" AS o ON o.id = c.id GROUP BY ALL)
