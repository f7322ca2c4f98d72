-- The keys that some files of changes name.
-- takes: events (SELECTs), key
SELECT DISTINCT {{ key | names }}
FROM ({{ events | union_all }})
