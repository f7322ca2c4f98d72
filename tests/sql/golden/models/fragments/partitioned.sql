hive_partitioning = true, hive_types = {'month': 'DATE'}
