-- Spells: the stretches [_from, _until) over which a source row stayed the same, of all rows of the groups that
-- events touch. A spell that began before them is known.
-- takes: arriving (last events), rows (those there before them), key (of the source table), group (a hash key),
--        columns (all but the moments), zero_key
WITH touched AS (
    SELECT {{ group | name }}
    FROM {{ arriving }}
    WHERE NOT _is_gone
    UNION
    SELECT r.{{ group | name }}
    FROM {{ rows }} AS r
    SEMI JOIN {{ arriving }} AS a ON {{ key | equal('r', 'a') }}
),
moments AS (
    SELECT
        {{ columns | names }},
        load_date AS _from,
        _is_gone,
        false AS _is_known
    FROM {{ arriving }}
    UNION ALL
    SELECT
        {{ columns | names('r') }},
        r._from,
        false AS _is_gone,
        true AS _is_known
    FROM {{ rows }} AS r
    SEMI JOIN touched AS t ON t.{{ group | name }} = r.{{ group | name }}
),
spells AS (
    SELECT
        {{ columns | names }},
        _from,
        lead(_from) OVER (PARTITION BY {{ key | names }} ORDER BY _from) AS _until,
        _is_gone,
        _is_known
    FROM moments
)
SELECT
    {{ columns | names }},
    _from,
    _until,
    _is_known
FROM spells
WHERE NOT _is_gone AND {{ group | name }} <> {{ zero_key }}
