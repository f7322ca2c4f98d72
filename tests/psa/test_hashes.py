"""Hash rule 1, pinned: what a new DuckDB or Polars may not change, against hashes made by plain Python.

The hexadecimal constants are what is stored in users' logs. When one of them changes, the rule's number must.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.psa.hashes import MD5, HashType, hashdiff, key_hash, row_hash

ZERO = "0" * 32


@pytest.fixture(scope="module")
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Tokyo'")  # must not matter
        yield connection


def hashed(db: duckdb.DuckDBPyConnection, expression: str, columns: dict[str, tuple[str, str]]) -> str:
    """The hash over columns, each (SQL value, type), in lower-case hex."""
    values = ", ".join(f'CAST({value} AS {kind}) AS "{name}"' for name, (value, kind) in columns.items())
    return str(db.execute(f"SELECT lower(hex({expression})) FROM (SELECT {values})").fetchall()[0][0])


def row(db: duckdb.DuckDBPyConnection, **columns: tuple[str, str]) -> str:
    return hashed(db, row_hash({name: kind for name, (_, kind) in columns.items()}), columns)


def key(db: duckdb.DuckDBPyConnection, *parts: tuple[str, str], hash_type: HashType = MD5) -> str:
    columns = {f"k{number}": part for number, part in enumerate(parts)}
    expression = key_hash([(name, kind) for name, (_, kind) in columns.items()], hash_type)
    return hashed(db, expression, columns)


def sql_text(text: str | None) -> str:
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


# The same rules once more, over texts that are canonical already.


def plain_row_hash(texts: dict[str, str | None], algorithm: str = "md5") -> str:
    def escaped(text: str) -> str:
        return "".join("\\" + c if c in "\\|=" else c for c in text)

    pairs = [f"{escaped(n)}={escaped(t)}" for n, t in sorted(texts.items()) if t is not None]
    return hashlib.new(algorithm, "||".join(pairs).encode()).hexdigest()


def plain_key_text(parts: Sequence[str | None]) -> str | None:
    """The text under a key; None for the zero key. Upper-casing is not done here."""
    texts = [None if part is None else part.strip(" ") or None for part in parts]
    if not any(texts):
        return None
    escaped = [
        text and text.replace("\\", "\\\\").replace("|", "\\|").replace("^^", "\\^^") for text in texts
    ]
    return "||".join("^^" if text is None else text for text in escaped)


def plain_key_hash(parts: Sequence[str | None], algorithm: str = "md5") -> str:
    text = plain_key_text(parts)
    digest = hashlib.new(algorithm, (text or "").encode()).hexdigest()
    return "0" * len(digest) if text is None else digest


#: SQL value, type, its canonical text, and the row hash of {c: value}.
VECTORS = [
    ("5", "BIGINT", "5", "6882b97f99ae605d5b88d7302c39e8a6"),
    ("5", "DOUBLE", "5", "6882b97f99ae605d5b88d7302c39e8a6"),
    ("5", "FLOAT", "5", "6882b97f99ae605d5b88d7302c39e8a6"),
    ("5.00", "DECIMAL(10,2)", "5", "6882b97f99ae605d5b88d7302c39e8a6"),
    ("5", "DECIMAL(38,0)", "5", "6882b97f99ae605d5b88d7302c39e8a6"),
    ("500.00", "DECIMAL(10,2)", "500", "e7e7a06957ca9eb1abe7b318b5ec1953"),
    ("500", "DECIMAL(38,0)", "500", "e7e7a06957ca9eb1abe7b318b5ec1953"),
    ("0.00", "DECIMAL(10,2)", "0", "633bff1fa0b2fabb9e12f0f4285e42cb"),
    ("'-0.0'", "DOUBLE", "0", "633bff1fa0b2fabb9e12f0f4285e42cb"),
    ("0", "BIGINT", "0", "633bff1fa0b2fabb9e12f0f4285e42cb"),
    ("-1.50", "DECIMAL(10,2)", "-1.5", "752e84c1cdd72dbda068c555e2a299c9"),
    ("-1.5", "DOUBLE", "-1.5", "752e84c1cdd72dbda068c555e2a299c9"),
    ("0.1", "DOUBLE", "0.1", "cfff4293bfcc444e378b574f805ab9e1"),
    ("0.1", "DECIMAL(10,2)", "0.1", "cfff4293bfcc444e378b574f805ab9e1"),
    ("0.1", "FLOAT", "0.10000000149011612", "0a9be75589813d884d57b93f46865a21"),
    ("1e10", "DOUBLE", "10000000000", "eedd568e07b9067da53ca91ef44578ef"),
    ("1e16", "DOUBLE", "10000000000000000", "8692f698d9d2b27fe98f544444ee3512"),
    ("10000000000000000", "BIGINT", "10000000000000000", "8692f698d9d2b27fe98f544444ee3512"),
    ("1e22", "DOUBLE", "10000000000000000000000", "c6b36e92aef46ec1e600cbae37ddbc19"),
    ("1e300", "DOUBLE", "1e+300", "713ef7742755f7f284ac3210611d1dce"),
    ("1.5e-07", "DOUBLE", "1.5e-07", "28601ef1b4b3295ddd10bdbd76bf6338"),
    ("'nan'", "DOUBLE", "nan", "d636fc47c50d18f270184c18a2ec89ec"),
    ("'inf'", "DOUBLE", "inf", "5e649d1a2559bdc248981d17a1f5ec6c"),
    ("'-inf'", "DOUBLE", "-inf", "5a8d28d22ed442578eba0b159fe714e5"),
    ("9223372036854775807", "BIGINT", "9223372036854775807", "29d702e8eb4b8952f9a96eb29b9fdd6c"),
    ("true", "BOOLEAN", "true", "7ad59db4f25eb96fd8e7b05430fea368"),
    ("false", "BOOLEAN", "false", "b9273283143eea2f888082671d6e2b75"),
    ("'2026-02-03'", "DATE", "2026-02-03", "fffc0849c296857750fbb1011ee46e8c"),
    ("'2026-02-03 04:05:06'", "TIMESTAMP", "2026-02-03 04:05:06", "afc28070b548d5dfafd12f23675a9538"),
    ("'2026-02-03'", "TIMESTAMP", "2026-02-03 00:00:00", "d3fe990819287117076133ed7959f616"),
    (
        "'2026-02-03 04:05:06.120000'",
        "TIMESTAMP",
        "2026-02-03 04:05:06.12",
        "c85979c368b3657fd615a950ad7769ce",
    ),
    (
        "'2026-02-03 04:05:06.12'",
        "TIMESTAMP_NS",
        "2026-02-03 04:05:06.12",
        "c85979c368b3657fd615a950ad7769ce",
    ),
    (
        "'2026-02-03 04:05:06.123456789'",
        "TIMESTAMP_NS",
        "2026-02-03 04:05:06.123456789",
        "7d39e0c317e34a25f8307f085b81de83",
    ),
    (
        "'2026-02-03 04:05:06.12+00'",
        "TIMESTAMP WITH TIME ZONE",
        "2026-02-03 04:05:06.12",
        "c85979c368b3657fd615a950ad7769ce",
    ),
    (
        "'2026-02-03 06:05:06.12+02'",
        "TIMESTAMP WITH TIME ZONE",
        "2026-02-03 04:05:06.12",
        "c85979c368b3657fd615a950ad7769ce",
    ),
    ("'\\x00\\xFFa'", "BLOB", "00ff61", "1431d362ee788e6a6cf4b6bc3ac051fb"),
    ("''", "BLOB", "", "354c808b3ac7ff5bd75faa26bcc36220"),
    ("[1, NULL, 3]", "BIGINT[]", "[1,null,3]", "081bebfa7b6a08513e779c83c21b9b99"),
    ("[]", "BIGINT[]", "[]", "2557bc384476a9f82ab28d34c5e46627"),
    (
        "['a,b', NULL, 'null', '\"', '']",
        "VARCHAR[]",
        '["a,b",null,"null","\\"",""]',
        "8cb3c6596d1baec66a9b5395a8525f18",
    ),
    ("[[1.50], [], NULL]", "DECIMAL(4,2)[][]", "[[1.5],[],null]", "b8870ef5679803125fcb73f70dce7195"),
    (
        "{'x': 1, 'y z': 'b'}",
        'STRUCT(x BIGINT, "y z" VARCHAR)',
        '{x:1,y z:"b"}',
        "f4fc834312ed7ff8733716511b121777",
    ),
    (
        "{'x': NULL, 'y': [true]}",
        "STRUCT(x BIGINT, y BOOLEAN[])",
        "{y:[true]}",
        "9424aed36fc439ff90d882b02efe4b42",
    ),
    ("[{'x': 1.0}, NULL]", "STRUCT(x DOUBLE)[]", "[{x:1},null]", "be12b244d1d1469fb2e8a4b0ef1cbd50"),
    ("'Strasse'", "VARCHAR", "Strasse", "aea3e4d32c82b342f8eafa34fae7c53a"),
    ("'ß'", "VARCHAR", "ß", "7d58390ae5fc2874936afee81b92ba40"),
    ("'İ'", "VARCHAR", "İ", "7777f2685b374ac95ad381b66bc7ef99"),
    ("'\u00a0'", "VARCHAR", "\u00a0", "4d78471625c1626d67d75325ecf8e6f1"),
    ("'\t'", "VARCHAR", "\t", "3603b26c085fb341df9be185cec65698"),
    ("'a\nb'", "VARCHAR", "a\nb", "3bc560f26b49ce2631a5c20cd68362c3"),
    ("' a '", "VARCHAR", " a ", "d0cdd11b83f9a57feccec0c0cfcb97c7"),
    ("'a'", "VARCHAR", "a", "0b5dcdfea65e038f12f2f18cd41dd0e4"),
    ("'A'", "VARCHAR", "A", "816c0e2100bf0008e8359167294d1d19"),
    ("''", "VARCHAR", "", "354c808b3ac7ff5bd75faa26bcc36220"),
    ("NULL", "VARCHAR", None, "d41d8cd98f00b204e9800998ecf8427e"),
    ("NULL", "BIGINT", None, "d41d8cd98f00b204e9800998ecf8427e"),
    ("NULL", "DOUBLE", None, "d41d8cd98f00b204e9800998ecf8427e"),
    ("NULL", "VARCHAR[]", None, "d41d8cd98f00b204e9800998ecf8427e"),
    ("NULL", "STRUCT(x BIGINT)", None, "d41d8cd98f00b204e9800998ecf8427e"),
    ("'^^'", "VARCHAR", "^^", "6ad35464beb85c4a009f7145173a756d"),
    ("'a||b'", "VARCHAR", "a||b", "a3c2a736f8274742159001c514c7fd95"),
    ("'a\\b'", "VARCHAR", "a\\b", "0f73afaa93abe0a756c922696b23b3ac"),
    ("'a=b'", "VARCHAR", "a=b", "d37a84d623aa17592a6ba175c04bb8f2"),
]


@pytest.mark.parametrize(("value", "kind", "text", "digest"), VECTORS)
def test_row_hash(
    db: duckdb.DuckDBPyConnection, value: str, kind: str, text: str | None, digest: str
) -> None:
    assert plain_row_hash({"c": text}) == digest
    assert row(db, c=(value, kind)) == digest


def test_row_hash_of_several_columns(db: duckdb.DuckDBPyConnection) -> None:
    """Sorted by name, whatever the order of the columns."""
    digest = "4e2aaa3314622dfa9c3fbb0752b6446a"
    assert plain_row_hash({"id": "7", "b": "x", "a|=\\": "y", "Z": "", "n": None}) == digest
    columns = {
        "id": ("7", "BIGINT"),
        "b": ("'x'", "VARCHAR"),
        "a|=\\": ("'y'", "VARCHAR"),
        "n": ("NULL", "VARCHAR"),
        "Z": ("''", "VARCHAR"),
    }
    assert row(db, **columns) == digest
    assert row(db, **dict(reversed(columns.items()))) == digest


@pytest.mark.parametrize(
    "kind", ["VARCHAR", "BIGINT", "DOUBLE", "DECIMAL(9,2)", "TIMESTAMP", "BLOB", "DATE[]"]
)
def test_a_column_of_nulls_changes_no_row_hash(db: duckdb.DuckDBPyConnection, kind: str) -> None:
    before = row(db, b=("'x'", "VARCHAR"))
    for new in ("a", "b2", "zz"):
        assert row(db, **{"b": ("'x'", "VARCHAR"), new: ("NULL", kind)}) == before


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [
        ("md5", "d1e77d5f51a782866d6caa185d2fc719"),
        ("sha1", "f60469341dbf21674df49f6fe96951fcb6f71987"),
        ("sha256", "1899551cdf39fb25c658c360a44208ef762f00211e3ee23f183b637316c6a8b0"),
    ],
)
def test_hashdiff_of_each_algorithm(db: duckdb.DuckDBPyConnection, algorithm: str, digest: str) -> None:
    assert plain_row_hash({"city": "Delft", "size": "1.5"}, algorithm) == digest
    columns = {"size": ("1.50", "DECIMAL(4,2)"), "city": ("'Delft'", "VARCHAR")}
    expression = hashdiff({name: kind for name, (_, kind) in columns.items()}, HashType(algorithm))
    assert hashed(db, expression, columns) == digest


#: The parts (SQL value, type), the text under the key's hash (None: the zero key), and the MD5.
KEYS: list[tuple[list[tuple[str, str]], str | None, str]] = [
    ([("12345", "BIGINT")], "12345", "827ccb0eea8a706c4c34a16891f84e7b"),
    ([("12345", "DOUBLE")], "12345", "827ccb0eea8a706c4c34a16891f84e7b"),
    ([("12345.00", "DECIMAL(10,2)")], "12345", "827ccb0eea8a706c4c34a16891f84e7b"),
    ([("'12345'", "VARCHAR")], "12345", "827ccb0eea8a706c4c34a16891f84e7b"),
    ([("' 12345  '", "VARCHAR")], "12345", "827ccb0eea8a706c4c34a16891f84e7b"),
    ([("'-0.0'", "DOUBLE")], "0", "cfcd208495d565ef66e7dff9f98764da"),
    ([("'2026-02-03'", "DATE")], "2026-02-03", "776c1af85e3a937060bc57f8d07947aa"),
    ([("'2026-02-03 04:05:06.5'", "TIMESTAMP")], "2026-02-03 04:05:06.5", "d15e3162ff6346660c1bf595b95cb5dc"),
    ([("'a'", "VARCHAR"), ("'b'", "VARCHAR")], "A||B", "8f638c7967e84fffc3bc168c193ac5d5"),
    ([("' a'", "VARCHAR"), ("'B '", "VARCHAR")], "A||B", "8f638c7967e84fffc3bc168c193ac5d5"),
    ([("'a'", "VARCHAR"), ("7", "BIGINT")], "A||7", "0af01c62a9a4ccd13d10d7ceb87e612d"),
    ([("'a'", "VARCHAR"), ("NULL", "VARCHAR")], "A||^^", "042be48ea9b5961ae776233a16391bf9"),
    ([("'a'", "VARCHAR"), ("'  '", "VARCHAR")], "A||^^", "042be48ea9b5961ae776233a16391bf9"),
    ([("NULL", "BIGINT"), ("'a'", "VARCHAR")], "^^||A", "787419029cef39798c48e3bdcbfe1ea8"),
    ([("'a'", "VARCHAR"), ("'^^'", "VARCHAR")], "A||\\^^", "8bbd10c487f49310da91173b6f4119fc"),
    ([("'a||b'", "VARCHAR")], "A\\|\\|B", "e956f990b2f3678a94670d9e59bc11e7"),
    ([("'a\\b'", "VARCHAR")], "A\\\\B", "5b20526c0714346a473399c01236f68b"),
    ([("'a=b'", "VARCHAR")], "A=B", "78c2bf0e745ef66ed23a53269b5435ad"),
    ([("'a^b'", "VARCHAR")], "A^B", "777b4e4d0ac872dce5045ae7979c3d27"),
    ([("'straße'", "VARCHAR")], "STRAẞE", "bd45de001161c44d4b3acf363f966c53"),
    ([("'İi'", "VARCHAR")], "İI", "0a824747957a5eeb17c6e03388a7a00d"),
    ([("'ı'", "VARCHAR")], "I", "dd7536794b63bf90eccfd37f9b147d7f"),
    ([("'é'", "VARCHAR")], "É", "66983bea8fc1df977a17a4fc78c4cc73"),
    ([("'\u00a0a\u00a0'", "VARCHAR")], "\u00a0A\u00a0", "3725912d9c2d3d935cf6a3c8d5221ee1"),
    ([("'\ta\t'", "VARCHAR")], "\tA\t", "9b69de9bafcfe9158170750b890f5996"),
    ([("NULL", "VARCHAR")], None, ZERO),
    ([("''", "VARCHAR")], None, ZERO),
    ([("'  '", "VARCHAR")], None, ZERO),
    ([("NULL", "BIGINT"), ("'  '", "VARCHAR"), ("NULL", "DATE")], None, ZERO),
]


@pytest.mark.parametrize(("parts", "text", "digest"), KEYS)
def test_key_hash(
    db: duckdb.DuckDBPyConnection, parts: list[tuple[str, str]], text: str | None, digest: str
) -> None:
    assert (ZERO if text is None else hashlib.md5(text.encode()).hexdigest()) == digest
    assert key(db, *parts) == digest


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [
        ("md5", "3579e918be8ceb73381b8c7bfcaf5f4e"),
        ("sha1", "5955ded7c6510d3ea0e67790192885e68c51281d"),
        ("sha256", "3b2196be27cd26cf159d43a94116434069b12cd198d714a14e8200edb7c13b01"),
    ],
)
def test_key_hash_of_each_algorithm(db: duckdb.DuckDBPyConnection, algorithm: str, digest: str) -> None:
    assert hashlib.new(algorithm, b"C001||7").hexdigest() == digest
    hash_type = HashType(algorithm)
    assert key(db, ("'c001 '", "VARCHAR"), ("7", "BIGINT"), hash_type=hash_type) == digest
    assert key(db, ("NULL", "VARCHAR"), hash_type=hash_type) == "0" * len(digest)


def test_in_the_file_a_hash_equals_the_text_that_duckdb_gives(db: duckdb.DuckDBPyConnection) -> None:
    """An MD5 is a UUID there, a SHA hash its hex text."""
    for algorithm in ("md5", "sha1", "sha256"):
        hash_type = HashType(algorithm)
        in_file = hash_type.to_file(hash_type.of("'x'"))
        same = db.execute(f"SELECT {in_file} = {algorithm}('x'), typeof({in_file})").fetchall()
        assert same == [(True, hash_type.in_file)]


PARTS = st.lists(st.none() | st.text("a^|\\ ", max_size=5), min_size=1, max_size=3)
MANY = settings(max_examples=200, deadline=None)


@MANY
@given(parts=PARTS)
def test_key_hash_of_any_parts(db: duckdb.DuckDBPyConnection, parts: list[str | None]) -> None:
    expected = plain_key_hash([part and part.upper() for part in parts])
    assert key(db, *((sql_text(part), "VARCHAR") for part in parts)) == expected


@MANY
@given(one=PARTS, other=PARTS)
def test_two_keys_have_one_hash_only_if_they_are_the_same_key(
    db: duckdb.DuckDBPyConnection, one: list[str | None], other: list[str | None]
) -> None:
    """Whatever separators and escapes their values hold. All parts NULL is one key, the zero key."""
    first, second = (normalised(parts) for parts in (one, other))
    hashes = {key(db, *((sql_text(part), "VARCHAR") for part in parts)) for parts in (one, other)}
    assert (len(hashes) == 1) == (first == second or not any([*first, *second]))


def normalised(parts: list[str | None]) -> list[str | None]:
    return [(part or "").strip(" ").upper() or None for part in parts]
