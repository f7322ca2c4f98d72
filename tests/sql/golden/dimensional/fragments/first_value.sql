(first_value(CASE WHEN _tracked IS NOT NULL THEN {'value': "name"} END IGNORE NULLS) OVER life).value
