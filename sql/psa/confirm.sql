-- Note in the newest content which load last confirmed a row without changing it.
-- takes: relation, key, seen (a SELECT of events)
UPDATE {{ relation }} AS c
SET _confirmed = s._load_date
FROM (
    SELECT
        {{ key | names }},
        max(_load_date) AS _load_date
    FROM ({{ seen }})
    GROUP BY {{ key | names }}
) AS s
WHERE {{ key | equal('c', 's') }}
