CREATE OR REPLACE VIEW "vault"."ref_kind__current" AS
SELECT r.*
FROM "vault"."ref_kind" AS r
JOIN (
    SELECT
        "ref_kind_hk",
        max(load_date) AS load_date
    FROM "vault"."ref_kind"
    GROUP BY "ref_kind_hk"
) AS l ON l."ref_kind_hk" = r."ref_kind_hk" AND l.load_date = r.load_date
