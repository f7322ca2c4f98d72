"""Whatever a dump holds and wherever it is cut: the reader of windows and one of characters agree."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dumps.oracle import Reader, as_values, copied
from tests.dumps.reading import opened, rows_of
from warehouse.sources.dumps import slow

#: Pieces of strings that look like the structure around them, or like the other kind of string.
PIECES = [
    "'",
    '"',
    "),(",
    ",",
    ";\n",
    "\\",
    "--",
    "-- ",
    "#",
    "/*",
    "*/",
    "::",
    "E'",
    "a",
    "",
    " ",
    "\n",
    "\t",
]
PIECES += ["NULL", "x", "%", "_", "0", "é€", "\N{GRINNING FACE}", ");\nINSERT INTO t VALUES (", "$$", "u0041"]
CONTENT = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
CHUNK = st.one_of(st.integers(1, 60), st.just(300), st.just(1 << 20))
GAPS = ["", "", "", " ", "\n", " \t ", "/* x' */", " -- it's\n", " /*,(*/ "]
HEADER = "INSERT INTO t VALUES "


def mysql_string(content: str, style: random.Random, backslashes: bool, quote: str) -> str:
    body = ""
    for letter in content:
        forms = [letter] if letter not in (quote, "\\") else []
        if letter == quote:
            forms.append(quote * 2)
        if letter == "\\" and not backslashes:
            forms.append(letter)
        if backslashes:
            forms += (
                ["\\" + {"\n": "n", "\t": "t"}.get(letter, letter)] if letter not in "014xbnrtZ%_u" else []
            )
        body += style.choice(forms)
    return quote + body + quote


def mysql_literal(content: str | None, style: random.Random, backslashes: bool, quotes: str) -> str:
    if content is None:
        return style.choice(["NULL", "null"])
    string = mysql_string(content, style, backslashes, style.choice(quotes))
    digits = content.encode().hex()
    forms = [string] * 6 + ["_binary " + string, "_utf8mb4" + string, "N" + string, f"X'{digits}'"]
    forms += [f"0x{digits}"] if digits else []
    return style.choice([*forms, "b'01000001'", "-1.5e3", "12", string + " " + string])


def postgres_literal(content: str | None, style: random.Random, backslashes: bool) -> str:
    if content is None:
        return style.choice(["NULL", "NULL::text"])
    plain = "'" + content.replace("'", "''") + "'"
    e = "E" + mysql_string(content, style, True, "'")
    ordinary = mysql_string(content, style, True, "'") if backslashes else plain
    coded = "E'\\x41'" if style.random() < 0.1 else ordinary
    return style.choice(
        [ordinary, ordinary, coded, e, ordinary + "::character varying(9)", "12", "-0.5::numeric"]
    )


def insert_dump(
    rows: list[list[str | None]], style: random.Random, is_mysql: bool, backslashes: bool
) -> tuple[str, list[list[str | None]]]:
    """Rows written in random ways, in statements of random length, and the rows as the oracle reads them."""
    kind, quotes = ("blob", style.choice(["'", '"', "'\""])) if is_mysql else ("text", "'")
    text = f"CREATE TABLE t (a text, b {kind}, c text);\n"
    if backslashes != is_mysql:
        mode = "sql_mode='NO_BACKSLASH_ESCAPES'" if is_mysql else "standard_conforming_strings = off"
        text += f"SET {mode};\n"
    gaps = GAPS if style.random() < 0.5 else [""]
    found: list[list[str | None]] = []
    while rows:
        some, rows = rows[: (count := style.randint(1, 9))], rows[count:]
        written = []
        for row in some:
            literals = [
                mysql_literal(value, style, backslashes, quotes)
                if is_mysql
                else postgres_literal(value, style, backslashes)
                for value in row
            ]
            gap = style.choice(gaps)
            written.append(f"({gap}" + f"{gap},".join(literals) + f"{style.choice(gaps)})")
        body = f"{style.choice(gaps)},".join(written) + f"{style.choice(gaps)};"
        # As latin-1, so that the oracle sees bytes.
        found += Reader(body.encode().decode("latin-1"), is_mysql, backslashes).read()
        text += HEADER + body + "\n"
    return text, found


ROWS = st.lists(st.lists(st.one_of(st.none(), CONTENT), min_size=3, max_size=3), min_size=1, max_size=25)


@settings(max_examples=400, deadline=None)
@given(ROWS, st.integers(0, 9999), st.booleans(), st.booleans(), CHUNK)
def test_inserted_rows(
    rows: list[list[str | None]], seed: int, is_mysql: bool, backslashes: bool, chunk: int
) -> None:
    text, found = insert_dump(rows, random.Random(seed), is_mysql, backslashes)
    with tempfile.TemporaryDirectory() as folder:
        dump = opened(Path(folder), text, "mysql" if is_mysql else "postgres", chunk)
        assert rows_of(dump)["t"] == as_values(found, [False, is_mysql, False])


FIELDS = [
    "a",
    "é€",
    "\\\\",
    "\\n",
    "\\t",
    "\\v",
    "\\101",
    "\\7",
    "\\x41",
    "\\q",
    "'",
    ",",
    "N",
    "x",
    "\\.",
    " ",
]
FIELD = st.one_of(st.just("\\N"), st.lists(st.sampled_from(FIELDS), max_size=6).map("".join))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(FIELD, min_size=3, max_size=3), max_size=20), CHUNK)
def test_copied_rows(rows: list[list[str]], chunk: int) -> None:
    lines = ["\t".join(row) for row in rows if not row[0].startswith("\\.")]
    text = "CREATE TABLE t (a text, b text, c text);\nCOPY t FROM stdin;\n" + "".join(
        f"{li}\n" for li in lines
    )
    found = [copied(line.encode().decode("latin-1")) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        dump = opened(Path(folder), text + "\\.\n", "postgres", chunk)
        assert rows_of(dump)["t"] == as_values(found, [False, False, False])


@pytest.mark.parametrize(
    ("dialect", "row"),
    [
        ("mysql", "({n},'it''s \\'it\\'',_binary 'a\\0\\\\\\'',0x00FF,X'41',b'1',NULL)"),
        ("mysql", '({n},"it\'s ""x"" \\"",_utf8mb4"a",0x00FF,X\'41\',b\'1\',NULL)'),
        ("mysql", "({n}, 'a' /* it's */ ,'b',0x00FF,X'41',b'1',NULL) -- it's\n"),
        ("postgres", "({n},E'it\\'s','x'::text,'a','b'::character varying(3),'c',NULL::int)"),
    ],
)
def test_no_row_of_such_values_is_read_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialect: str, row: str
) -> None:
    kinds = (
        "text, blob, blob, blob, bit(8), text" if dialect == "mysql" else "text, text, text, text, text, int"
    )
    names = ", ".join(f"c{n} {kind}" for n, kind in enumerate(kinds.split(", ")))
    rows = ",".join(row.format(n=n) for n in range(3000))
    dump = opened(tmp_path, f"CREATE TABLE t (id int, {names});\nINSERT INTO t VALUES {rows};\n", dialect)
    monkeypatch.setattr(slow.SlowReader, "rows", None)
    assert len(rows_of(dump)["t"]) == 3000


def test_what_stands_behind_the_rows_of_every_statement_is_counted_each_time(tmp_path: Path) -> None:
    statement = "INSERT INTO public.t VALUES ({n}, ' ON CONFLICT DO NOTHING;') ON CONFLICT DO NOTHING;\n"
    text = "CREATE TABLE t (a int, b text);\n" + "".join(statement.format(n=n) for n in range(2000))
    for chunk in (1 << 20, 700, 5000):
        dump = opened(tmp_path, text, "postgres", chunk)
        assert rows_of(dump)["t"] == [(str(n), " ON CONFLICT DO NOTHING;") for n in range(2000)]
        assert dump.skipped == {"ON CONFLICT": 2000}
