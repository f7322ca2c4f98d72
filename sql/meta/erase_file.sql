-- A file of a load that was written anew without an erased key.
-- takes: source_table, load_id, before and after (paths), role, rows, bytes
UPDATE meta.loads
SET
    rows_stored = CASE
        WHEN changes_file = {{ before | literal }} OR (changes_file IS NULL AND {{ role | literal }} = 'whole')
            THEN {{ rows }}
        ELSE rows_stored
    END,
    bytes_stored = CASE
        WHEN changes_file = {{ before | literal }} OR (changes_file IS NULL AND {{ role | literal }} = 'whole')
            THEN {{ bytes }}
        ELSE bytes_stored
    END,
    changes_file = CASE WHEN changes_file = {{ before | literal }} THEN {{ after | literal }} ELSE changes_file END,
    keyframe_bytes = CASE WHEN keyframe_file = {{ before | literal }} THEN {{ bytes }} ELSE keyframe_bytes END,
    keyframe_file = CASE WHEN keyframe_file = {{ before | literal }} THEN {{ after | literal }} ELSE keyframe_file END
WHERE source_table = {{ source_table | literal }} AND load_id = {{ load_id | literal }}
