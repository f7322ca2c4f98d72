CAST(to_json(x0) AS VARCHAR)
