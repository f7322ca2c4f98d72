SELECT count(*)
FROM temp.versions
WHERE NOT _is_seed AND NOT _is_gone
