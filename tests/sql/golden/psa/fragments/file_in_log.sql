'/project/psa/crm/members/' || l.changes_file
