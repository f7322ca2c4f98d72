-- What a joined relation says of each key over time: the hash of its columns, from when until when.
-- takes: relation, name (a literal), on (columns), starts, ends, hashed (columns)
SELECT
    {{ relation_name | literal }} AS relation,
    CAST(to_json([{{ on_texts }}]) AS VARCHAR) AS on_text,
    {{ starts }} AS starts,
    {{ ends }} AS ends,
    hash({{ hashed | names }}) AS row_hash
FROM {{ relation }}
