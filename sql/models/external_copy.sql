-- Write a SELECT as files, in a folder for each partition.
-- takes: select, path (of a folder), partition_by, options
COPY (
{{ select }}
) TO {{ path | literal }} ({{ options }}, PARTITION_BY ({{ partition_by | names }}))
