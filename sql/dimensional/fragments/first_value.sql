-- The value a column had in the first state of a life.
-- takes: column
(first_value(CASE WHEN _tracked IS NOT NULL THEN {'value': {{ column }}} END IGNORE NULLS) OVER life).value
