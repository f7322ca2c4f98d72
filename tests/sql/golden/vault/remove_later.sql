DELETE FROM "vault"."link_order" AS h
USING temp.arriving AS a
WHERE h."link_hk" = a."link_hk"
    AND (a."load_date", a."record_source") < (h."load_date", h."record_source")
