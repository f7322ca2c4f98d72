CASE WHEN "address" IS NOT NULL THEN '{' || concat_ws(',', 'city:' || coalesce(CAST(to_json("address"."city") AS VARCHAR), 'null')) || '}' END
