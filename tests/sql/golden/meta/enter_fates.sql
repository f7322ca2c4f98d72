INSERT OR REPLACE INTO _store.letter_fates
SELECT ?, ?, unnest(CAST(? AS BIGINT[])), ?, ?, ?, ?
