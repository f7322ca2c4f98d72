rtrim(rtrim(CAST("price" AS VARCHAR), '0'), '.')
