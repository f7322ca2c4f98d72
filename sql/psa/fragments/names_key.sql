-- The condition that a text has each part of one of the keys as a word of its own.
-- takes: text (expression), relation (of keys)
EXISTS (
    SELECT 1
    FROM {{ relation | name }} AS named
    WHERE len(
        list_filter(
            named.key,
            lambda part: NOT coalesce(
                regexp_matches({{ text }}, '(^|[^\pL\pN_])' || regexp_escape(part) || '($|[^\pL\pN_])'), false
            )
        )
    ) = 0
)
