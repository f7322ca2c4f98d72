'/project/psa/crm/friends/' || l.changes_file
