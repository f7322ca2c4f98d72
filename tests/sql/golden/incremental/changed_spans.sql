WITH before AS (
    SELECT on_text, starts, ends, row_hash
    FROM "_store"."marts__fct_order__seen"
    WHERE relation = 'dim_customer'
),
after AS (
    SELECT on_text, starts, ends, row_hash
    FROM temp.timeline
),
differing AS (
    (SELECT * FROM before EXCEPT SELECT * FROM after)
    UNION ALL
    (SELECT * FROM after EXCEPT SELECT * FROM before)
),
edges AS (
    SELECT on_text, starts AS edge
    FROM differing
    UNION
    SELECT on_text, ends AS edge
    FROM differing
),
spans AS (
    SELECT
        on_text,
        edge AS starts,
        lead(edge) OVER (PARTITION BY on_text ORDER BY edge) AS ends
    FROM edges
),
said AS (
    SELECT
        s.on_text,
        s.starts,
        s.ends,
        (
            SELECT sum(CAST(b.row_hash AS HUGEINT))
            FROM before AS b
            WHERE b.on_text = s.on_text AND b.starts <= s.starts AND b.ends > s.starts
        ) AS said_before,
        (
            SELECT sum(CAST(a.row_hash AS HUGEINT))
            FROM after AS a
            WHERE a.on_text = s.on_text AND a.starts <= s.starts AND a.ends > s.starts
        ) AS says_now
    FROM spans AS s
    WHERE s.ends IS NOT NULL
)
SELECT on_text, starts, ends
FROM said
WHERE said_before IS DISTINCT FROM says_now
