UPDATE meta.loads
SET keyframe_file = NULL, keyframe_definition = NULL, keyframe_bytes = NULL
WHERE source_table = ? AND slice IS NOT DISTINCT FROM ? AND (load_date, load_seq) > (?, ?)
