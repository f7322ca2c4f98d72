SELECT
    '/project/external/marts/fct_orders/v2' AS _version,
    '[]' AS _definition,
    _folder,
    _rows,
    _fingerprint
FROM temp.external_partitions
