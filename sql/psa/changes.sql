-- The rows by which a delivery differs from the content before it.
-- takes: delivered, before (SELECTs with the key and _hash64), key, columns (of delivered but _hash64),
--        texts (what the hashes are made of: expressions by name), values (what is stored: expressions by name
--        over columns and texts), load_date, load_seq
WITH delivered AS (
    {{ delivered }}
),
before AS (
    {{ before }}
),
differing AS (
    SELECT
        {{ columns | either(key, 'd', 'b') }},
        CASE
            WHEN b._hash64 IS NULL THEN 'insert'
            WHEN d._hash64 IS NULL THEN 'delete'
            ELSE 'update'
        END AS _op
    FROM delivered AS d
    FULL JOIN before AS b ON {{ key | equal('d', 'b') }}
    WHERE d._hash64 IS DISTINCT FROM b._hash64
),
-- Made once, however many hashes a column is part of.
with_texts AS (
    SELECT
        *,
        {{ texts | named }}
    FROM differing
)
SELECT
    {{ values | named }},
    _op,
    {{ load_date | literal }} AS _load_date,
    CAST({{ load_seq }} AS INTEGER) AS _load_seq
FROM with_texts
