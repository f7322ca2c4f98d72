-- The snapshot dates: midnights from the first key on that one of the conditions keeps.
-- takes: hub, ghosts (hash keys to leave out), hash_key, newest (the last snapshot date), kept (conditions)
SELECT _day AS snapshot_date
FROM (
    SELECT unnest(range(
        (
            SELECT date_trunc('day', min(load_date))
            FROM {{ hub }}
            WHERE {{ hash_key | name }} NOT IN ({{ ghosts }})
        ),
        {{ newest | literal }} + INTERVAL (1) DAY,
        INTERVAL (1) DAY
    )) AS _day
)
WHERE {{ kept | any_of }}
