-- Canonical text of a struct: its fields by name, without those that are NULL, so that a new field changes none.
-- takes: value, fields (texts 'name:value', NULL for a field that is NULL)
CASE WHEN {{ value }} IS NOT NULL THEN '{' || concat_ws(',', {{ fields }}) || '}' END
