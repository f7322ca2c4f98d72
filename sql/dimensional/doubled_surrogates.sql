-- Surrogate numbers that stand for more than one version; none is expected in a lifetime.
-- takes: closed, open, surrogate, versions (those that began)
SELECT {{ surrogate | name }}
FROM (
    SELECT {{ surrogate | name }}
    FROM {{ closed }}
    UNION ALL
    SELECT {{ surrogate | name }}
    FROM {{ open }}
)
WHERE {{ surrogate | name }} IN (SELECT {{ surrogate | name }} FROM {{ versions }})
GROUP BY {{ surrogate | name }}
HAVING count(*) > 1
LIMIT 5
