-- The value a column had before its last change; that of the version before, where it did not change since.
-- takes: column, before (its value in the state before), previous (the seed's answer)
coalesce(
    last_value(CASE WHEN _position > 1 AND {{ column }} IS DISTINCT FROM {{ before }} THEN {'value': {{ before }}} END
        IGNORE NULLS) OVER life,
    {'value': first_value({{ previous }}) OVER life}
).value
