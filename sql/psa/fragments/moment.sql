-- The moment that a reading is asked for.
CAST(_moment AS TIMESTAMP)
