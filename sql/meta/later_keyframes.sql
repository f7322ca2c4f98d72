-- The files of full copies after a place in history.
SELECT keyframe_file
FROM meta.loads
WHERE source_table = ? AND slice IS NOT DISTINCT FROM ? AND (load_date, load_seq) > (?, ?) AND keyframe_file IS NOT NULL
