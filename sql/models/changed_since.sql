-- Whether a model changed from its beginning on after a version of it, or was made anew with lower versions; else
-- from which moment on it changed.
-- takes: model, version
SELECT
    count(*) FILTER (WHERE since IS NULL) > 0
    OR (SELECT version FROM _store.models WHERE model = {{ model | literal }}) < {{ version | literal }},
    min(since)
FROM _store.changes
WHERE model = {{ model | literal }} AND version > {{ version | literal }}
