CREATE VIEW IF NOT EXISTS meta.model_usage AS
SELECT
    model,
    count(*) AS queries,
    max(asked_at) AS last_asked_at,
    count(DISTINCT user_name) AS users
FROM (SELECT unnest(models) AS model, asked_at, user_name FROM meta.query_log)
GROUP BY model
