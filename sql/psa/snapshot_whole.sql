-- What a snapshot with rejected rows held: its content but the rows that it only kept, and the keys of these.
-- takes: content (a SELECT of the content after it), kept (a SELECT of its events), key, values (expressions by name),
--        key_alone (of a kept key: expressions by name)
SELECT
    {{ values | named }},
    'insert' AS _op,
    _load_date,
    _load_seq
FROM (
    SELECT c.*
    FROM ({{ content }}) AS c
    ANTI JOIN ({{ kept }}) AS k ON {{ key | equal('c', 'k') }}
)
UNION ALL
SELECT
    {{ key_alone | named }},
    'kept' AS _op,
    _load_date,
    _load_seq
FROM ({{ kept }})
