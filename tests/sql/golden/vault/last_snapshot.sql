SELECT max(snapshot_date)
FROM "vault"."pit_customer"
