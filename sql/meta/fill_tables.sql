-- Fill meta.tables anew.
-- takes: tables (SELECTs of meta/measure_…)
INSERT INTO meta.tables
{{ tables | union_all }}
