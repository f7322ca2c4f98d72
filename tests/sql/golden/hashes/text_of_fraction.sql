CASE WHEN "share" < 0 THEN '-0' ELSE '0' END || rtrim(rtrim(ltrim(CAST(abs("share") AS VARCHAR), '0'), '0'), '.')
