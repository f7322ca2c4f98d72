-- The content after the only load there is: its events, none of which can follow another.
-- takes: events (a SELECT), columns (all columns of the events but _op)
SELECT {{ columns | names }}
FROM ({{ events }})
WHERE _op <> 'delete'
