DELETE FROM "vault"."bridge_order"
WHERE snapshot_date >= TIMESTAMP '9999-12-31 00:00:00'
    OR snapshot_date NOT IN (SELECT snapshot_date FROM temp.spine)
