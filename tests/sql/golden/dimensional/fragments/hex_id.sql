replace(CAST(c."dbt_scd_id" AS VARCHAR), '-', '')
