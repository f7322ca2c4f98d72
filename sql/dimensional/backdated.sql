-- The keys for which a state arrives that does not begin after their last version.
-- takes: arriving, open, key, load_moment
SELECT DISTINCT {{ key | names('a') }}
FROM {{ arriving }} AS a
JOIN {{ open }} AS o ON {{ key | same('a', 'o') }}
WHERE coalesce(a._moment, {{ load_moment }}) <= o.valid_from
