concat_ws('||', 'city=' || "city", 'name=' || "name")
