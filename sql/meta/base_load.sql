-- A pruned load whose content stays as a full copy: what is kept after it builds on that.
UPDATE meta.loads
SET keyframe_file = ?, keyframe_definition = ?, keyframe_bytes = ?
WHERE source_table = ? AND load_id = ?
