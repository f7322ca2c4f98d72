-- Rows of a hub or link out of events of one load date in which each hash key stands once.
-- takes: source (a SELECT of vault/hub_source or vault/link_source), hash_key, columns
SELECT
    {{ hash_key | name }},
    {{ columns | names }},
    load_date,
    record_source
FROM ({{ source }})
