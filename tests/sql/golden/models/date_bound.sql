(SELECT CAST(max("since") AS DATE) FROM "psa"."crm__customers")
