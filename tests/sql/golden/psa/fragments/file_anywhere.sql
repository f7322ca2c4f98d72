CASE WHEN starts_with(l.changes_file, '/') THEN l.changes_file ELSE '/project/psa/crm/orders/' || l.changes_file END
