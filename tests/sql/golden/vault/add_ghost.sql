INSERT INTO "vault"."sat_customer" ("customer_hk", "customer_hashdiff", "load_date", "record_source")
SELECT
    CAST(unhex('ffffffffffffffffffffffffffffffff') AS UUID) AS "customer_hk",
    CAST(unhex('ffffffffffffffffffffffffffffffff') AS UUID) AS "customer_hashdiff",
    TIMESTAMP '1900-01-01 00:00:00' AS "load_date",
    'SYSTEM' AS "record_source"
