UPDATE meta.loads
SET keyframe_file = ?, keyframe_definition = ?, keyframe_bytes = ?
WHERE source_table = ? AND load_id = ?
