-- Rows to be left out of later deliveries: source_table, columns, kinds, digests (one row each), cause, caused_by.
INSERT INTO _store.erased
SELECT ?, ?, ?, unnest(?), ?, ?
