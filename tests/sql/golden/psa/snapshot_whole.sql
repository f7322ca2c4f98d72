SELECT
    "id" AS "id",
    "city" AS "city",
    unhex(replace(_row_hash, '-', '')) AS "_row_hash",
    'insert' AS _op,
    _load_date,
    _load_seq
FROM (
    SELECT c.*
    FROM (FROM content) AS c
    ANTI JOIN (FROM kept) AS k ON c."id" = k."id"
)
UNION ALL
SELECT
    "id" AS "id",
    NULL AS "city",
    NULL AS "_row_hash",
    'kept' AS _op,
    _load_date,
    _load_seq
FROM (FROM kept)
