-- SHA-1 of a text as 20 bytes.
-- takes: text
unhex(sha1({{ text }}))
