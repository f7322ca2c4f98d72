-- Write a SELECT as one file.
-- takes: select, path, options
COPY (
{{ select }}
) TO {{ path | literal }} ({{ options }})
