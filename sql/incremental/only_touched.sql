-- A source's content, narrowed to touched keys.
-- takes: current, keys, key
SELECT c.*
FROM {{ current }} AS c
SEMI JOIN {{ keys }} AS k ON {{ key | same('c', 'k') }}
