-- Canonical text of a struct: its fields in their order, NULL as null.
-- takes: value, fields (texts 'name:value')
CASE WHEN {{ value }} IS NOT NULL THEN '{' || concat_ws(',', {{ fields }}) || '}' END
