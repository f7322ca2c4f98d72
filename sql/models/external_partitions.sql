-- The partitions of a model's rows: the folder of each, how many rows it has, and a fingerprint of them.
-- takes: rows, columns, partition_by, folder (an expression over the partition's columns)
SELECT *, {{ folder }} AS _folder
FROM (
    SELECT
        count(*) AS _rows,
        sum(CAST(hash({{ columns | names }}) AS HUGEINT)) AS _fingerprint{{ partition_by | and_names }}
    FROM {{ rows }}
    GROUP BY ALL
)
WHERE _rows > 0
