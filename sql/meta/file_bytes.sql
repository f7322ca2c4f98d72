-- The bytes of a model's files beside this file.
-- takes: size_bytes
SELECT {{ size_bytes | literal }} AS bytes
