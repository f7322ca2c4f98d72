"""CSV in every flavour, through a whole run: what was written is what psa holds; a short row is an error."""

from __future__ import annotations

import csv
import gzip
import io
import random
from pathlib import Path

import polars as pl
import pytest

from tests.sources.support import COMPRESSED, project, zstd
from warehouse.errors import SourceError
from warehouse.sources.csvrecords import Dialect, Records

#: What is written, and what is read: None is an empty field.
NASTY = [
    'with "quotes"',
    "a,b;c\td|e",
    "two\nlines",
    "two\r\nlines",
    "  blanks  ",
    "Zoë €",
    "'single'",
    "007",
    "+5",
    "1e-7",
    "-0",
    "#no comment",
    "NULL",
    "\\N",
    '"',
    '""',
    ",",
]


def written(rows: list[list[str | None]], delimiter: str = ",", quote: str = '"', eol: str = "\n") -> str:
    """Rows as CSV: NULL is an empty field; texts are quoted where they must be, and the empty text."""
    lines = []
    for row in rows:
        fields = []
        for value in row:
            if value and not any(sign in value for sign in (delimiter, quote, "\n", "\r")):
                fields.append(value)
            else:
                fields.append("" if value is None else quote + value.replace(quote, quote * 2) + quote)
        lines.append(delimiter.join(fields) + eol)
    return "".join(lines)


@pytest.mark.parametrize("more", COMPRESSED)
@pytest.mark.parametrize(
    ("options", "name", "signs", "encoding"),
    [
        ((), "people.csv", (",", '"', "\n"), "utf-8"),
        ((), "people.csv", (",", '"', "\r\n"), "utf-8-sig"),
        ((), "people.tsv", ("\t", '"', "\n"), "utf-8"),
        (("delimiter: ';'", "encoding: utf-16"), "people.csv", (";", '"', "\r\n"), "utf-16"),
        (("delimiter: '|'", 'quote: "\'"', "encoding: cp1252"), "people.csv", ("|", "'", "\n"), "cp1252"),
        (("delimiter: §",), "people.csv", ("§", '"', "\n"), "utf-8"),
        (('delimiter: "\\t"', "encoding: utf-16-be"), "people.csv", ("\t", '"', "\n"), "utf-16-be"),
    ],
)
def test_what_was_written_is_what_is_read(
    tmp_path: Path, options: tuple[str, ...], name: str, signs: tuple[str, str, str], encoding: str, more: str
) -> None:
    crm = project(tmp_path, *options)
    rows = [[str(i), value, None, ""] for i, value in enumerate(NASTY)]
    text = written([["id", "nasty", "nothing", "empty"], *rows], *signs)
    crm.deliver(name + more, COMPRESSED[more](text.encode(encoding)))
    crm.run()
    assert crm.rows() == [(i, value, None, "") for i, value in enumerate(NASTY)]
    assert crm.types() == {"id": "BIGINT", "nasty": "VARCHAR", "nothing": "VARCHAR", "empty": "VARCHAR"}


def test_what_the_csv_module_writes(tmp_path: Path) -> None:
    crm = project(tmp_path, "encoding: latin-1")
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows(
        [["id", "größe"], *([str(i), value] for i, value in enumerate(NASTY) if "€" not in value)]
    )
    crm.deliver("people.csv", file.getvalue().encode("latin-1"))
    crm.run()
    assert crm.rows() == [(i, value) for i, value in enumerate(NASTY) if "€" not in value]
    assert list(crm.types()) == ["id", "größe"]


def test_without_quotes_a_quote_is_a_character(tmp_path: Path) -> None:
    crm = project(tmp_path, "quote: none", "delimiter: ';'")
    crm.deliver("people.csv", 'id;name;size\n1;"Ann;5"\n2;;6" x 7"\n')
    crm.run()
    assert crm.rows() == [(1, '"Ann', '5"'), (2, None, '6" x 7"')]


def test_a_quote_inside_a_plain_field_is_a_character(tmp_path: Path) -> None:
    crm = project(tmp_path, key=None)
    crm.deliver("people.csv", 'id,name,size\n1,Ann,5" pipe\n\n2,"B, ""o"" b",6" rod\n3,x"y"z,\n,,\n')
    crm.run()
    assert crm.rows() == [
        (1, "Ann", '5" pipe'),
        (2, 'B, "o" b', '6" rod'),
        (3, 'x"y"z', None),
        (None, None, None),
    ]


def test_types_are_found_and_renamed_columns_keep_their_place(tmp_path: Path) -> None:
    crm = project(tmp_path, "rename: {nr: id, load_date: sent}", "delimiter: ';'")
    crm.deliver("people.csv", "nr;load_date;price;big;code\n1;2026-01-02;0.1;123456789012345678901;02\n")
    crm.run()
    assert crm.types() == {
        "id": "BIGINT",
        "sent": "DATE",
        "price": "DOUBLE",
        "big": "DECIMAL(38,0)",
        "code": "VARCHAR",
    }


@pytest.mark.parametrize("more", COMPRESSED)
@pytest.mark.parametrize(
    ("options", "delimiter", "quote", "encoding"),
    [
        ((), ",", '"', "utf-8"),
        (("delimiter: ';'", "encoding: utf-16"), ";", '"', "utf-16"),
        (("delimiter: →",), "→", '"', "utf-8"),
        (("delimiter: '|'", "quote: none", "encoding: cp1252"), "|", "", "cp1252"),
    ],
)
@pytest.mark.parametrize("fault", ["short", "long", "both"])
def test_a_ragged_row_is_a_dead_letter_with_its_line(
    tmp_path: Path,
    options: tuple[str, ...],
    delimiter: str,
    quote: str,
    encoding: str,
    more: str,
    fault: str,
) -> None:
    crm = project(tmp_path, *options, key=None)
    good = [["id", "a", "b"], *([str(i), f"{quote}é{quote}", "x"] for i in range(2, 10_000))]
    break_inside = [["0", f"{quote}two\nlines{quote}", "x"]] if quote else [["0", "y", "x"], ["1", "y", "x"]]
    faults = {
        "short": [["s", "x"]],
        "long": [["s", "x", "y", "z"]],
        "both": [["s", "x"], ["s", "x", "y", "z"]],
    }
    rows = [*good, *break_inside, *faults[fault], ["", "", ""], ["9", "x", "y"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    path = crm.deliver(f"people.csv{more}", COMPRESSED[more](text.encode(encoding)))
    crm.run()
    ragged = [(line, row) for line, row in enumerate(faults[fault], start=10_002)]
    assert crm.dead_letters() == [
        (
            str(path.relative_to(tmp_path)),
            line,
            f"a row has {len(row)} fields, the header has 3",
            delimiter.join(row),
        )
        for line, row in ragged
    ]
    [(read, rejected, accepted)] = crm.sql("SELECT rows_read, rows_rejected, row_count FROM meta.loads")
    assert (read, rejected) == (len(rows) - 1, len(ragged))
    assert accepted == read - rejected


@pytest.mark.parametrize("more", ["", ".zst"])
@pytest.mark.parametrize(
    ("declared", "content", "line", "words"),
    [
        ("utf-8", "id,a\n1,é\n2,".encode() + b"\xff\n", 3, "not UTF-8 text"),
        ("utf-8", b"id,a\n1,x\n2,\xc3", 3, "`encoding: latin-1`"),
        ("utf-8", "id,a\n1,x\n".encode("utf-16"), 1, "`encoding: utf-16`"),
        ("utf-8", "id,a\n1,x\n".encode("utf-16-le"), 1, "it holds zero bytes"),
        ("cp1252", b"id,a\n1,x\n2,y\n3,\x81\n", 4, "not CP1252 text"),
        ("ascii", "id,a\n1,x\n2,ö\n".encode(), 3, "not ASCII text"),
        ("utf-16", "id,a\n1,€\n2,x\n".encode("utf-16")[:-1], 3, "not UTF-16 text"),
        ("utf-16", "id,a\n1,€\n".encode("utf-16-le") + b"2\0,\0\0\xd8x\0\n\0", 3, "not UTF-16 text"),
    ],
)
def test_text_in_another_encoding_is_named_with_its_line(
    tmp_path: Path, declared: str, content: bytes, line: int, words: str, more: str
) -> None:
    crm = project(tmp_path, f"encoding: {declared}")
    crm.deliver(f"people.csv{more}", COMPRESSED[more](content))
    crm.refuses(words, f"people.csv{more}:{line}\n")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".ndjson", ".json"])
@pytest.mark.parametrize("more", [".gz", ".zst"])
def test_compressed_data_that_is_cut_off_is_refused(tmp_path: Path, ending: str, more: str) -> None:
    crm = project(tmp_path)
    number = random.Random(1)
    form = "{},{}\n" if ending == ".csv" else "{}\t{}\n" if ending == ".tsv" else '{{"id": {}, "x": {}}}\n'
    header = form.format("id", "x") if "sv" in ending else ""
    rows = "".join(form.format(i, number.random()) for i in range(20_000))
    crm.deliver(f"people{ending}{more}", COMPRESSED[more]((header + rows).encode())[:100_000])
    crm.refuses("cannot be decompressed", f"people{ending}{more}", "it may be cut off")


@pytest.mark.parametrize("more", [".gz", ".zst"])
def test_what_is_not_compressed_at_all_is_refused(tmp_path: Path, more: str) -> None:
    crm = project(tmp_path)
    crm.deliver(f"people.csv{more}", "id\n1\n")
    crm.refuses("cannot be decompressed", f"people.csv{more}")


def test_several_members_of_one_compressed_file_are_all_read(tmp_path: Path) -> None:
    crm = project(tmp_path)
    crm.deliver("people.csv.gz", gzip.compress(b"id,a\n1,x\n") + gzip.compress(b"2,y\n"))
    crm.deliver("people.csv.zst", zstd(b"id,a\n1,x\n2,y\n") + zstd(b"3,z\n"), day=2)
    crm.run()
    assert crm.rows() == [(1, "x"), (2, "y"), (3, "z")]
    assert crm.sql("SELECT rows_read FROM meta.loads ORDER BY load_date") == [(2,), (3,)]


def test_the_same_rows_compressed_otherwise_are_unchanged(tmp_path: Path) -> None:
    crm = project(tmp_path)
    text = written([["id", "a"], *([str(i), f"n{i}"] for i in range(100))]).encode()
    crm.deliver("people.csv", text)
    crm.deliver("people.csv.gz", gzip.compress(text), day=2)
    crm.deliver("people.csv.zst", zstd(text), day=3)
    crm.deliver("people.tsv", text.replace(b",", b"\t"), day=4)
    crm.run()
    counts = "SELECT rows_new, rows_changed, rows_unchanged, rows_removed, rows_stored FROM meta.loads"
    assert crm.sql(f"{counts} ORDER BY load_date") == [(100, 0, 0, 0, 100), *[(0, 0, 100, 0, 0)] * 3]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('id,a\n1,"x\n2,y\n', ["A quoted field never ends.", "people.csv:2"]),
        ("\n\n", ["This file is empty"]),
        ("id,a,id\n", ["names a column twice: id"]),
        ('id,"a\n', ["A quoted field never ends.", "people.csv:1"]),
    ],
)
def test_what_is_no_csv_is_said_with_its_place(tmp_path: Path, content: str, words: list[str]) -> None:
    crm = project(tmp_path)
    crm.deliver("people.csv", content)
    crm.refuses(*words)


def _complain(what: str, fix: str, line: int) -> SourceError:
    return SourceError(what, where=str(line), fix=fix)


def test_text_behind_a_closing_quote_spoils_its_record_and_no_other(tmp_path: Path) -> None:
    """No line of a record that nobody can cut is trusted: what stands in a field must not become a row."""
    crm = project(tmp_path)
    crm.deliver("people.csv", 'id,a\n1,x\n2,"x\n9,forged\n" y\n3,z\n')
    crm.run()
    reason = "a quoted field has text behind its closing quote, in lines 3 to 5"
    file = "extracts/2026-01-01/people.csv"
    assert crm.dead_letters() == [
        (file, 3, reason, '2,"x'),
        (file, 4, reason, "9,forged"),
        (file, 5, reason, '" y'),
    ]
    assert crm.rows() == [(1, "x"), (3, "z")]


class _FieldByField(Records):
    """The records as the slow way reads them, which knows no counting."""

    def _is_sound(self, pieces: list[bytes]) -> bool:
        return False


def _read(way: type[Records], text: str, size: int, dialect: Dialect) -> object:
    blocks = [text[i : i + size].encode() for i in range(0, len(text), size)]
    records = way(blocks, dialect, _complain)
    try:
        header = records.header()
        rows = []
        schema = {str(i): pl.String() for i in range(len(header))}
        for block in records.blocks(len(header)) if header else ():
            try:
                rows += pl.read_csv(
                    io.BytesIO(block),
                    has_header=False,
                    schema=schema,
                    separator=dialect.separator.decode(),
                    quote_char=dialect.quote.decode() or None,
                ).rows()
            except pl.exceptions.PolarsError:
                records.again(len(header))
                raise
        return header, rows
    except SourceError as error:
        return error.what, error.where


def _read_aside(way: type[Records], text: str, size: int) -> object:
    """The rows, and the lines that are none; where quotes never end, what is said."""
    dialect = Dialect(b",", b'"')
    records = way([text[i : i + size].encode() for i in range(0, len(text), size)], dialect, _complain)
    rows, aside, located = [], [], []
    try:
        width = len(records.header())
        records.set_aside(lambda *line: aside.append(line))
        for block in records.blocks(width) if width else ():
            schema = {str(i): pl.String() for i in range(width)}
            try:
                found = pl.read_csv(io.BytesIO(block), has_header=False, schema=schema).rows()
            except pl.exceptions.PolarsError:
                block = records.again(width)
                found = (
                    pl.read_csv(io.BytesIO(block), has_header=False, schema=schema).rows() if block else []
                )
            places = records.locate(range(len(found)), width)
            located += [places[i] for i in range(len(found))]
            rows += found
    except SourceError as error:
        return error.what
    return rows, located, sorted(aside)


def test_whatever_is_wrong_with_a_text_its_lines_are_rows_or_set_aside() -> None:
    """In blocks of any size the same; no line is lost, and none is both."""
    chance = random.Random(20260401)
    pieces = ["a", ",", '"', "\n", "\r\n", '""', ',"', '",', '"\n', "\n\n", "é"]
    told = 0
    for _ in range(2000):
        soup = "".join(chance.choices(pieces, [4, 6, 1, 4, 1, 1, 2, 2, 1, 1, 1], k=chance.randint(1, 40)))
        text = "x,y\n" + soup
        slowly = _read_aside(_FieldByField, text, 1000)
        assert _read_aside(Records, text, chance.choice([1, 2, 3, 1000])) == slowly, text
        if isinstance(slowly, str):
            continue
        rows, located, aside = slowly
        lines = text.split("\n")
        spanned = {}
        for line, raw in [*located, *[(line, raw) for line, raw, _ in aside]]:
            for i, part in enumerate(raw.decode().split("\n")):
                assert spanned.setdefault(line + i, part).rstrip("\r") == lines[line + i - 1].rstrip("\r")
        assert len(spanned) == sum(raw.count(b"\n") + 1 for _, raw, *_ in [*located, *aside])
        blank = {i for i, line in enumerate(lines, start=1) if not line.strip("\r")}
        assert set(range(2, len(lines) + 1)) - set(spanned) <= blank, text
        told += bool(aside)
    assert told > 300


def test_counting_and_reading_field_by_field_agree_and_so_does_the_csv_module() -> None:
    """Any soup of quotes, delimiters and line breaks, in blocks of any size."""
    chance = random.Random(20260301)
    pieces = ["a", ",", '"', "\n", "\r\n", '""', ',"', '",', '"\n', "\n\n", "é"]
    agreed = 0
    fields = ["a", "é", "", '""', '"a"', '"a,b"', '"a\n"', '"a""b"', 'a"b', '"\r\n"']
    for number in range(3000):
        text = "".join(chance.choices(pieces, [4, 4, 1, 3, 1, 1, 2, 2, 1, 1, 1], k=chance.randint(1, 25)))
        if number % 2:
            lines = [",".join(chance.choices(fields, k=2)) for _ in range(chance.randint(0, 6))]
            text = chance.choice(["\n", "\r\n", "\n\n"]).join(["x,y", *lines])
        dialect = Dialect(b",", chance.choice([b'"', b'"', b""]))
        slowly = _read(_FieldByField, text, 1000, dialect)
        assert _read(Records, text, chance.choice([1, 2, 3, 1000]), dialect) == slowly, text
        if not dialect.quote or not isinstance(slowly, tuple) or not slowly[0] or isinstance(slowly[0], str):
            continue
        header, rows = slowly
        if len(header) > 1:
            expected = [tuple(row) for row in csv.reader(io.StringIO(text, newline="")) if row][1:]
            assert [tuple(value or "" for value in row) for row in rows] == expected, text
            agreed += bool(expected)
    assert agreed > 100
