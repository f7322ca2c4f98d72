-- Loads whose rows have gone, and the ones pruned before whose full copy is replaced.
-- takes: source_table, loads (ids), superseded (files that go), pruned_at
UPDATE meta.loads
SET
    pruned_at = coalesce(pruned_at, {{ pruned_at | literal }}),
    changes_file = NULL,
    keyframe_file = NULL,
    keyframe_definition = NULL,
    keyframe_bytes = NULL,
    rows_stored = 0,
    bytes_stored = 0
WHERE source_table = {{ source_table | literal }}
    AND (
        CAST(load_id AS VARCHAR) IN ({{ loads | literals }})
        OR (pruned_at IS NOT NULL AND list_contains(CAST([{{ superseded | literals }}] AS VARCHAR[]), keyframe_file))
    )
