CASE
    WHEN typeof("share") IN ('FLOAT', 'DOUBLE')
        THEN CAST(TRY_CAST("share" AS DOUBLE) AS VARCHAR)
    WHEN typeof("share") LIKE 'DECIMAL(%' AND typeof("share") NOT LIKE '%,0)'
        THEN regexp_replace(
            regexp_replace(rtrim(rtrim(CAST("share" AS VARCHAR), '0'), '.'), '^(-?)(\.|$)', '\10\2'), '^-0$', '0'
        )
    WHEN typeof("share") = 'TIMESTAMP WITH TIME ZONE'
        THEN CAST(TRY_CAST("share" AS TIMESTAMP) AS VARCHAR)
    WHEN typeof("share") = 'BLOB' OR typeof("share") LIKE '%]' OR typeof("share") LIKE '%)%' AND typeof("share") NOT LIKE 'DECIMAL(%'
        THEN error('hash_key() and hashdiff() take no nested or binary values, but this is a ' || typeof("share"))
    ELSE CAST("share" AS VARCHAR)
END
