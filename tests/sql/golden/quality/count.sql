SELECT failing, failing != 0 AS is_error, failing != 0 AS is_warning
FROM (SELECT coalesce(count(*), 0) AS failing FROM (SELECT t.*
FROM "psa"."crm__orders" AS t
ANTI JOIN "psa"."crm__customers" AS o ON o."id" = t."id"
WHERE t."id" IS NOT NULL))
