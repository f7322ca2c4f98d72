-- What a load said of the keys it named, whole: the row each had after it, or that it was gone.
-- takes: named (a SELECT of its events), content (a SELECT of the content after it), key, columns (of the content),
--        values (expressions by name), load_date, load_seq
SELECT
    {{ values | named }},
    CASE WHEN _is_known THEN 'insert' ELSE 'delete' END AS _op,
    {{ load_date | literal }} AS _load_date,
    CAST({{ load_seq }} AS INTEGER) AS _load_seq,
    CAST(0 AS BIGINT) AS _position,
    CAST(NULL AS VARCHAR) AS _operation
FROM (
    SELECT
        {{ columns | either(key, 'c', 'n') }},
        c._load_date IS NOT NULL AS _is_known
    FROM ({{ named }}) AS n
    LEFT JOIN ({{ content }}) AS c ON {{ key | equal('n', 'c') }}
)
