-- The keys of a source table that some loads touched.
-- takes: events (a SELECT), key
SELECT DISTINCT {{ key | names }}
FROM ({{ events }})
