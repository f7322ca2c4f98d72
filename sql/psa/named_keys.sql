-- The keys that loads name, and where each is named.
-- takes: events (a SELECT), key
SELECT
    {{ key | names }},
    _load_date,
    _load_seq
FROM ({{ events }})
