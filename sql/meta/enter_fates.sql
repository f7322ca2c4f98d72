-- What became of some rejected rows of a load.
INSERT OR REPLACE INTO _store.letter_fates
SELECT ?, ?, unnest(CAST(? AS BIGINT[])), ?, ?, ?, ?
