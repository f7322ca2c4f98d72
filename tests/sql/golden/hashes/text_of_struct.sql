CASE WHEN "address" IS NOT NULL THEN '{' || concat_ws(',', 'city:' || CAST(to_json("address"."city") AS VARCHAR)) || '}' END
