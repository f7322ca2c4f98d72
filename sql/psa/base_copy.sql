-- The content at a horizon: every row an insert, under the load that last changed it; and `seen` where a later load
-- confirmed it.
-- takes: content (a SELECT), seen (a SELECT of events), key, columns (of the content), values (expressions by name
--        over columns and _op)
WITH content AS (
    {{ content }}
),
confirmed AS (
    SELECT
        {{ key | names }},
        _load_date,
        _load_seq,
        row_number() OVER (PARTITION BY {{ key | names }} ORDER BY _load_date DESC, _load_seq DESC) AS _rank
    FROM ({{ seen }})
),
final AS (
    SELECT
        {{ columns | names }},
        'insert' AS _op,
        _load_date,
        _load_seq
    FROM content
    UNION ALL
    SELECT
        {{ columns | names('c') }},
        'seen' AS _op,
        s._load_date,
        s._load_seq
    FROM content AS c
    JOIN confirmed AS s ON {{ key | equal('c', 's') }}
    WHERE s._rank = 1 AND (s._load_date, s._load_seq) > (c._load_date, c._load_seq)
)
SELECT
    {{ values | named }},
    _op,
    _load_date,
    _load_seq
FROM final
