-- The condition that a hash column of a checkpoint is one of some hashes.
-- takes: column, hashes (a SELECT)
CAST({{ column | name }} AS VARCHAR) IN (
{{ hashes }}
)
