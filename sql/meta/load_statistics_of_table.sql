-- What each accepted load of one source table held, read back from the log. A filter on load_date reads no more
-- than those loads.
-- takes: source_table, loads (its reading __loads), key_value (expression), smallest, largest (expressions)
SELECT
    {{ source_table | literal }} AS source_table,
    load_date,
    load_seq,
    load_id,
    count(*) AS records,
    count(DISTINCT {{ key_value }}) AS distinct_keys,
    {{ smallest }} AS min_key,
    {{ largest }} AS max_key
FROM {{ loads }}
GROUP BY load_date, load_seq, load_id
