-- SHA-256 of a text as 32 bytes.
-- takes: text
unhex(sha256({{ text }}))
