-- MD5 of a text as 16 bytes.
-- takes: text
unhex(md5({{ text }}))
