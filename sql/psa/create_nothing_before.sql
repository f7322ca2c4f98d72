-- The content before a first load: no rows, in the shape that a delivery is compared with.
-- takes: columns (with types)
CREATE OR REPLACE TEMP TABLE nothing_before (
    {{ columns | typed }}
)
