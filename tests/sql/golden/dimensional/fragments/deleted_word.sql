CASE WHEN o._is_gone THEN 'True' ELSE 'False' END
