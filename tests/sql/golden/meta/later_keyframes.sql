SELECT keyframe_file
FROM meta.loads
WHERE source_table = ? AND (load_date, load_seq) > (?, ?) AND keyframe_file IS NOT NULL
