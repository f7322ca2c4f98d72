-- A delivery as it came, row for row in its order: nothing is compared, collapsed or left out.
-- takes: delivered (a SELECT), texts (what the hashes are made of: expressions by name), values (expressions by name
--        over columns and texts), load_date, load_seq
SELECT
    {{ values | named }},
    _op,
    {{ load_date | literal }} AS _load_date,
    CAST({{ load_seq }} AS INTEGER) AS _load_seq
FROM (
    SELECT
        *,
        {{ texts | named }},
        'insert' AS _op
    FROM ({{ delivered }})
)
