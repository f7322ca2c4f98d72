SELECT p.*
FROM temp.external_partitions AS p
ANTI JOIN "_store"."marts__fct_orders__files" AS f
    ON f._folder = p._folder AND f._rows = p._rows AND f._fingerprint = p._fingerprint
    AND f._folder IN ('month=2026-05-01')
