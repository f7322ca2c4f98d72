EXISTS (
    SELECT 1
    FROM "erased_words" AS named
    WHERE len(
        list_filter(
            named.key,
            lambda part: NOT coalesce(
                regexp_matches(raw, '(^|[^\pL\pN_])' || regexp_escape(part) || '($|[^\pL\pN_])'), false
            )
        )
    ) = 0
)
