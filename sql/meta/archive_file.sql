-- A file of a load that lies in an archive from now on.
-- takes: source_table, load_id, before and after (paths), folder
UPDATE meta.loads
SET
    changes_file = CASE WHEN changes_file = {{ before | literal }} THEN {{ after | literal }} ELSE changes_file END,
    keyframe_file = CASE WHEN keyframe_file = {{ before | literal }} THEN {{ after | literal }} ELSE keyframe_file END,
    archived_to = {{ folder | literal }}
WHERE source_table = {{ source_table | literal }} AND load_id = {{ load_id | literal }}
