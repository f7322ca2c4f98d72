-- Whether a version says that its key is deleted, in dbt's words.
-- takes: is_gone (an expression)
CASE WHEN {{ is_gone }} THEN 'True' ELSE 'False' END
