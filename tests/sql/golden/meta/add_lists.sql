INSERT INTO meta.check_results
SELECT
    unnest(CAST(? AS VARCHAR[])),
    unnest(CAST(? AS VARCHAR[])),
    unnest(CAST(? AS VARCHAR[])),
    unnest(CAST(? AS VARCHAR[])),
    unnest(CAST(? AS VARCHAR[])),
    unnest(CAST(? AS VARCHAR[])),
    unnest(CAST(? AS VARCHAR[])),
    unnest(CAST(? AS VARCHAR[])),
    unnest(CAST(? AS BIGINT[])),
    unnest(CAST(? AS BIGINT[])),
    unnest(CAST(? AS DOUBLE[])),
    unnest(CAST(? AS VARCHAR[]))
