-- The moment that a reading is asked for; an error before the horizon, where nothing is known any more.
-- takes: horizon (the newest pruned load date), message
CASE
    WHEN CAST(_moment AS TIMESTAMP) < {{ horizon | literal }} THEN error({{ message | literal }})
    ELSE CAST(_moment AS TIMESTAMP)
END
