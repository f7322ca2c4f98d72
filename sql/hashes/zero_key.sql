-- A business-key hash, and the zero key where every part is NULL.
-- takes: parts (every one a text or NULL), hash, zero
CASE WHEN coalesce({{ parts }}) IS NULL THEN {{ zero }} ELSE {{ hash }} END
