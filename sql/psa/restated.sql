-- A load's events where the content before it has changed: those of the moved keys that it names anew.
-- takes: moved (a relation), events (a SELECT of what the load stored), key, columns (of a content), rows (the columns
--        as the load has them, expressions over its event s and the moved row m), same, neither (the events of a row
--        that stayed and of a key that is in neither content; NULL: none), values (what is stored), load_date, load_seq
WITH stored AS (
    {{ events }}
),
moved AS (
    SELECT *
    FROM {{ moved }}
    WHERE _until_date = {{ load_date | literal }} AND _until_seq = {{ load_seq }}
),
states AS (
    SELECT
        {{ rows | named }},
        m._new_hash,
        CASE
            WHEN s._op IN ('insert', 'update') THEN CAST(s._row_hash AS UHUGEINT)
            WHEN s._op IN ('delete', 'miss') THEN NULL
            ELSE m._old_hash
        END AS _own_hash
    FROM moved AS m
    LEFT JOIN stored AS s ON {{ key | equal('m', 's') }}
),
events AS (
    SELECT
        {{ columns | names('s') }},
        s._op
    FROM stored AS s
    ANTI JOIN moved AS m ON {{ key | equal('s', 'm') }}
    UNION ALL
    SELECT
        {{ columns | names }},
        CASE
            WHEN _own_hash IS NULL AND _new_hash IS NULL THEN {{ neither | literal }}
            WHEN _own_hash IS NULL THEN 'delete'
            WHEN _new_hash IS NULL THEN 'insert'
            WHEN _own_hash = _new_hash THEN {{ same | literal }}
            ELSE 'update'
        END AS _op
    FROM states
)
SELECT
    {{ values | named }},
    _op,
    {{ load_date | literal }} AS _load_date,
    CAST({{ load_seq }} AS INTEGER) AS _load_seq
FROM events
WHERE _op IS NOT NULL
