-- The ways so far, each led on along the relations of a link that were in effect on its snapshot date.
-- takes: before (the ways), columns (theirs), link (a SELECT with _from and _until), continues (the ways' column),
--        by (the link's), adds (expressions by name), zero_key
SELECT
    b.snapshot_date,
    {{ columns | names('b') }},
    {{ adds | named }}
FROM {{ before }} AS b
LEFT JOIN (
    {{ link }}
) AS l
    ON l.{{ by | name }} = b.{{ continues | name }}
    AND b.{{ continues | name }} <> {{ zero_key }}
    AND l._from <= b.snapshot_date
    AND (l._until IS NULL OR b.snapshot_date < l._until)
