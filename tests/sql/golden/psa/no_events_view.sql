CREATE OR REPLACE VIEW "_store"."crm__customers__events" AS
SELECT
    CAST(NULL AS VARCHAR) AS "_op",
    CAST(NULL AS BIGINT) AS "id",
    CAST(NULL AS UUID) AS "load_id"
WHERE false
