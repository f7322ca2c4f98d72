-- What a delivery says of the keys it names, against the content before it: absence means nothing here.
-- takes: delivered, before (SELECTs with the key and _hash64), key, columns (of delivered but _hash64), is_gone
--        (expression), values (what is stored: expressions by name), load_date, load_seq
WITH delivered AS (
    {{ delivered }}
),
before AS (
    {{ before }}
),
named AS (
    SELECT
        {{ columns | names('d') }},
        CASE
            WHEN {{ is_gone }} AND b._hash64 IS NULL THEN 'miss'
            WHEN {{ is_gone }} THEN 'delete'
            WHEN b._hash64 IS NULL THEN 'insert'
            WHEN d._hash64 = b._hash64 THEN 'seen'
            ELSE 'update'
        END AS _op
    FROM delivered AS d
    LEFT JOIN before AS b ON {{ key | equal('d', 'b') }}
)
SELECT
    {{ values | named }},
    _op,
    {{ load_date | literal }} AS _load_date,
    CAST({{ load_seq }} AS INTEGER) AS _load_seq
FROM named
