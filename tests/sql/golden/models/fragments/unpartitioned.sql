hive_partitioning = false
