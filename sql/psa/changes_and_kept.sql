-- Changes of a snapshot some of whose rows were rejected: a key that stands among these alone keeps its last state.
-- Such a key is no change; that the snapshot says nothing of it is an event of its own, `kept`.
-- takes: path (of the changes), rejected (a SELECT of the keys of rejected rows), before (a SELECT with the key), key,
--        key_in_file (names of the key in the changes), same (condition), columns (of the changes), values (of a kept
--        key k: expressions by name)
WITH changes AS (
    SELECT {{ columns | names }}
    FROM read_parquet({{ path | literal }}, hive_partitioning = false)
),
rejected AS (
    {{ rejected }}
),
named AS (
    SELECT
        {{ key_in_file | named }},
        _op
    FROM changes
),
kept AS (
    SELECT {{ key | names('r') }}
    FROM rejected AS r
    LEFT JOIN named AS n ON {{ key | equal('r', 'n') }}
    LEFT JOIN ({{ before }}) AS b ON {{ key | equal('r', 'b') }}
    WHERE n._op = 'delete' OR (n._op IS NULL AND b._hash64 IS NULL)
)
SELECT {{ columns | names('c') }}
FROM changes AS c
WHERE c._op <> 'delete' OR NOT EXISTS (
    SELECT 1
    FROM kept AS k
    WHERE {{ same }}
)
UNION ALL
SELECT {{ values | named }}
FROM kept AS k
