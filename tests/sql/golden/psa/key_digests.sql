SELECT
    _position,
    [CAST("id" AS VARCHAR)] AS texts,
    sha256(
        unhex('5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c') || unhex(
            sha256(
                unhex('36363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636')
                || encode('crm.customers' || ' ' || CAST(to_json(CAST([CAST("id" AS VARCHAR)] AS VARCHAR[])) AS VARCHAR))
            )
        )
    ) AS digest
FROM typed_keys
