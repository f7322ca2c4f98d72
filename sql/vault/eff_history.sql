-- <eff_satellite>__history: a row for each time that a relation was in effect, from start_date until before
-- end_date (NULL: it still is).
-- takes: view, relation, link_key, hub_keys
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    {{ link_key | name }},
    {{ hub_keys | names }},
    start_date,
    max(end_date) AS end_date
FROM {{ relation }}
GROUP BY {{ link_key | name }}, {{ hub_keys | names }}, start_date
