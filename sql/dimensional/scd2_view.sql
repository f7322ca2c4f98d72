-- The dimension: closed and open versions under one name.
-- takes: relation, closed, open, columns
CREATE OR REPLACE VIEW {{ relation }} AS
SELECT
    {{ columns | names }},
    valid_from,
    valid_to,
    false AS is_current,
    false AS is_deleted,
    load_id
FROM {{ closed }}
UNION ALL
SELECT
    {{ columns | names }},
    valid_from,
    NULL AS valid_to,
    true AS is_current,
    false AS is_deleted,
    load_id
FROM {{ open }}
