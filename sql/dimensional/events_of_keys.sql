-- All events of some keys.
-- takes: events (a SELECT), keys, key
SELECT e.*
FROM ({{ events }}) AS e
SEMI JOIN {{ keys }} AS k ON {{ key | same('e', 'k') }}
