-- The keyed digest of each key: HMAC-SHA256 (RFC 2104) over the table's name and the key's canonical texts.
-- takes: relation (with _position), table, texts (an expression: a list), inner and outer (the padded secret, in hex)
SELECT
    _position,
    {{ texts }} AS texts,
    sha256(
        unhex({{ outer | literal }}) || unhex(
            sha256(
                unhex({{ inner | literal }})
                || encode({{ table | literal }} || ' ' || CAST(to_json(CAST({{ texts }} AS VARCHAR[])) AS VARCHAR))
            )
        )
    ) AS digest
FROM {{ relation }}
