-- The keys of a source's rows that lie in changed spans of a joined relation.
-- takes: current, key, on_texts, moment, spans
SELECT DISTINCT {{ key | names('c') }}
FROM {{ current }} AS c
SEMI JOIN {{ spans }} AS s
    ON s.on_text = CAST(to_json([{{ on_texts }}]) AS VARCHAR)
    AND {{ moment }} >= s.starts
    AND {{ moment }} < s.ends
