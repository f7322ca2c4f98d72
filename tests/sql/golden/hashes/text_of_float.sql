CASE
    WHEN CAST("weight" AS DOUBLE) = trunc(CAST("weight" AS DOUBLE)) AND abs("weight") < 1e38
        THEN CAST(CAST(CAST("weight" AS DOUBLE) AS HUGEINT) AS VARCHAR)
    ELSE CAST(CAST("weight" AS DOUBLE) AS VARCHAR)
END
