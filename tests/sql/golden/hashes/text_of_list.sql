'[' || array_to_string(list_transform("sizes", lambda x0: coalesce(CAST(x0 AS VARCHAR), 'null')), ',') || ']'
