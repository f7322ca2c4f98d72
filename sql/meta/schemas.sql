-- The schemas that belong to the warehouse: the log's readings, the records, and what they stand on.
CREATE SCHEMA IF NOT EXISTS psa;
CREATE SCHEMA IF NOT EXISTS meta;
CREATE SCHEMA IF NOT EXISTS _store
