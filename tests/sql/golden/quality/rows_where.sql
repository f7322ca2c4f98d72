(SELECT * FROM "psa"."crm__customers" WHERE id > 1)
