coalesce(
    last_value(CASE WHEN _position > 1 AND "city" IS DISTINCT FROM "_before_city" THEN {'value': "_before_city"} END
        IGNORE NULLS) OVER life,
    {'value': first_value("previous_city") OVER life}
).value
