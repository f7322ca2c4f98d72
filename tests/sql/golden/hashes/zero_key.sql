CASE WHEN coalesce("a", "b") IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(coalesce("a", '^^') || '||' || coalesce("b", '^^'))) END
