CAST(CAST('0x' || substr(hex(unhex(md5(concat_ws('||', 'id=' || CAST("id" AS VARCHAR),
        'valid_from=' || CAST("valid_from" AS VARCHAR))))), 1, 16) AS UBIGINT) & 9223372036854775807 AS BIGINT)
