SELECT DISTINCT c."shop", c."number"
FROM "psa"."crm__orders" AS c
SEMI JOIN temp.spans_0 AS s
    ON s.on_text = CAST(to_json([CAST(c."id" AS VARCHAR)]) AS VARCHAR)
    AND s.starts >= s.starts
    AND s.starts < s.ends
