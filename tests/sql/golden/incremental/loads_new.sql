SELECT CAST(l.load_id AS VARCHAR)
FROM meta.loads AS l
ANTI JOIN "_store"."marts__fct_order__loads" AS t
    ON t.load_id = l.load_id
    AND t.changes_file IS NOT DISTINCT FROM l.changes_file
WHERE l.source_table = 'crm.orders' AND l.status = 'accepted'
