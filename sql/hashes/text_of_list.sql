-- Canonical text of a list: the canonical texts of its elements, NULL as null.
-- takes: value, element (the canonical text of the lambda's x)
'[' || array_to_string(list_transform({{ value }}, lambda {{ variable }}: coalesce({{ element }}, 'null')), ',') || ']'
