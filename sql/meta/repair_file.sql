-- A file of a load that was derived again.
-- takes: source_table, load_id, before and after (paths), bytes
UPDATE meta.loads
SET
    bytes_stored = CASE WHEN changes_file = {{ before | literal }} THEN {{ bytes }} ELSE bytes_stored END,
    changes_file = CASE WHEN changes_file = {{ before | literal }} THEN {{ after | literal }} ELSE changes_file END,
    keyframe_bytes = CASE WHEN keyframe_file = {{ before | literal }} THEN {{ bytes }} ELSE keyframe_bytes END,
    keyframe_file = CASE WHEN keyframe_file = {{ before | literal }} THEN {{ after | literal }} ELSE keyframe_file END
WHERE source_table = {{ source_table | literal }} AND load_id = {{ load_id | literal }}
