-- How a reader takes columns from the names of folders.
-- takes: types (of the partitions' columns)
hive_partitioning = true, hive_types = {{ types | map_of }}
