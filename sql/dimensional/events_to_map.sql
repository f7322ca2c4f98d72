-- Change events with what a row-wise SELECT carries through.
-- takes: events (a SELECT), carried (expressions by name)
SELECT
    *,
    {{ carried | named }}
FROM ({{ events }})
