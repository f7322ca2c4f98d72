-- The life of one key: every change event of it, oldest first.
-- takes: changes (the relation), key, key_values (texts)
SELECT *
FROM {{ changes }}
WHERE {{ key | texts_equal(key_values) }}
ORDER BY load_date, load_seq
