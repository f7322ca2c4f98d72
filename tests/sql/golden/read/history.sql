SELECT *
FROM "psa"."crm__customers__changes"
WHERE CAST("id" AS VARCHAR) = '1'
ORDER BY load_date, load_seq
