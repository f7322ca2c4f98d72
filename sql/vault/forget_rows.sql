-- Forget the source rows that events have touched.
-- takes: rows, arriving (last events), key (of the source table)
DELETE FROM {{ rows }} AS r
USING {{ arriving }} AS a
WHERE {{ key | equal('r', 'a') }}
