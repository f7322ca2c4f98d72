-- How a reader leaves the names of folders alone.
hive_partitioning = false
