-- Take out the rows that were made from touched rows of the driver.
-- takes: relation, keys, pairs (the driver's key column → the result's column)
DELETE FROM {{ relation }} AS r
USING {{ keys }} AS k
WHERE {{ pairs | paired('k', 'r') }}
