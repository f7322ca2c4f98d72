SELECT count(*)
FROM "_store"."marts__fct_order__loads" AS t
ANTI JOIN (
    SELECT load_id
    FROM meta.loads
    WHERE source_table = 'crm.orders' AND status = 'accepted'
) AS l ON l.load_id = t.load_id
