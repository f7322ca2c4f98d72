'month=' || coalesce(url_encode(CAST("month" AS VARCHAR)), '__HIVE_DEFAULT_PARTITION__')
