-- Canonical text of a value whose type is known only when it runs; nested and binary values are refused.
CASE
    WHEN typeof({{ value }}) IN ('FLOAT', 'DOUBLE')
        THEN {{ float }}
    WHEN typeof({{ value }}) LIKE 'DECIMAL(%' AND typeof({{ value }}) NOT LIKE '%,0)'
        THEN regexp_replace(
            regexp_replace(rtrim(rtrim(CAST({{ value }} AS VARCHAR), '0'), '.'), '^(-?)(\.|$)', '\10\2'), '^-0$', '0'
        )
    WHEN typeof({{ value }}) = 'TIMESTAMP WITH TIME ZONE'
        THEN CAST(TRY_CAST({{ value }} AS TIMESTAMP) AS VARCHAR)
    WHEN typeof({{ value }}) = 'BLOB' OR typeof({{ value }}) LIKE '%]' OR typeof({{ value }}) LIKE '%)%' AND typeof({{ value }}) NOT LIKE 'DECIMAL(%'
        THEN error('hash_key() and hashdiff() take no nested or binary values, but this is a ' || typeof({{ value }}))
    ELSE CAST({{ value }} AS VARCHAR)
END
