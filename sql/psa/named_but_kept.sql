-- The moved keys that a snapshot names: all but those that it kept, because their rows were rejected.
-- takes: moved (a relation), kept (a SELECT of events), key, load_date, load_seq
SELECT
    {{ key | names('m') }},
    {{ load_date | literal }} AS _load_date,
    CAST({{ load_seq }} AS INTEGER) AS _load_seq
FROM {{ moved }} AS m
ANTI JOIN ({{ kept }}) AS k ON {{ key | equal('m', 'k') }}
