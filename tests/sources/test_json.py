"""JSON and NDJSON, through a whole run: every value as the json module wrote it, nested ones nested."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import warehouse
from tests.sources.support import COMPRESSED, NOW, Project, project
from warehouse.sources import jsonobjects
from warehouse.sources.jsonobjects import object_batches
from warehouse.sources.jsonvalues import json_text

Write = Callable[[list[Any]], str]

FORMS: dict[str, tuple[str, Write]] = {
    "ndjson": (".ndjson", lambda rows: "".join(json.dumps(row) + "\n" for row in rows)),
    "jsonl": (".jsonl", lambda rows: "\r\n\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)),
    "array": (".json", json.dumps),
    "pretty": (".json", lambda rows: "\n " + json.dumps(rows, indent=4, ensure_ascii=False) + "\n\n"),
    "lines": (".json", lambda rows: "\n".join(json.dumps(row) for row in rows)),
    "objects": (".json", lambda rows: "\n".join(json.dumps(row, indent=1) for row in rows)),
}

ROWS: list[dict[str, Any]] = [
    {
        "id": 1,
        "text": 'quote " comma , slash \\ line\nbreak tab\t € \U0001f600 \0 end',
        "lead": "007",
        "whole": 2**53 + 1,
        "huge": 10**37,
        "float": 1e-7,
        "mixed": 5,
        "day": "2026-01-31",
        "at": "2026-01-31T10:00:00.5",
        "flag": True,
        "list": [1, None, 2**53],
        "struct": {"b": [{"x": 1.5}, None, {}], "a": None},
        "nothing": None,
    },
    {"id": 2, "struct": {"c": "only here"}, "mixed": "5 apples", "float": 3, "list": []},
    {"id": 3, "text": "", "mixed": {"k": [1, None, "ü", True]}, "struct": {}, "flag": False, "float": -0.0},
    {"id": 4, "mixed": [0.5], "list": None, "struct": None, "whole": -5, "huge": -1, "day": "2026-02-01"},
    {"id": 5, "mixed": False, "late": {"deep": {"deeper": [[1], [], None]}}},
]

TYPES = {
    "id": "BIGINT",
    "text": "VARCHAR",
    "lead": "VARCHAR",
    "whole": "BIGINT",
    "huge": "DECIMAL(38,0)",
    "float": "DOUBLE",
    "mixed": "VARCHAR",
    "day": "DATE",
    "at": "TIMESTAMP",
    "flag": "BOOLEAN",
    "list": "BIGINT[]",
    "struct": "STRUCT(a VARCHAR, b STRUCT(x DOUBLE)[], c VARCHAR)",
    "nothing": "VARCHAR",
    "late": "STRUCT(deep STRUCT(deeper BIGINT[][]))",
}


def _struct(**fields: Any) -> dict[str, Any]:
    return {"a": None, "b": None, "c": None, **fields}


def _expected() -> list[dict[str, Any]]:
    missing = dict.fromkeys(TYPES)
    first = {
        **ROWS[0],
        "huge": Decimal(10**37),
        "mixed": "5",
        "day": dt.date(2026, 1, 31),
        "at": dt.datetime(2026, 1, 31, 10, 0, 0, 500_000),
        "struct": _struct(b=[{"x": 1.5}, None, {"x": None}]),
        "late": None,
    }
    second = {"id": 2, "struct": _struct(c="only here"), "mixed": "5 apples", "float": 3.0, "list": []}
    third = {**ROWS[2], "mixed": '{"k":[1,null,"ü",true]}', "struct": _struct()}
    fourth = {**ROWS[3], "mixed": "[0.5]", "huge": Decimal(-1), "day": dt.date(2026, 2, 1)}
    fifth = {**ROWS[4], "mixed": "false"}
    return [first, *({**missing, **row} for row in (second, third, fourth, fifth))]


@pytest.mark.parametrize("more", COMPRESSED)
@pytest.mark.parametrize("form", FORMS)
def test_what_was_written_is_what_is_read(tmp_path: Path, form: str, more: str) -> None:
    ending, write = FORMS[form]
    crm = project(tmp_path)
    crm.deliver(f"people{ending}{more}", COMPRESSED[more](write(ROWS).encode()))
    crm.run()
    assert crm.types() == TYPES
    assert [dict(zip(TYPES, row, strict=True)) for row in crm.rows()] == _expected()
    assert str(crm.rows()[2][5]) == "-0.0"


@pytest.mark.parametrize("block", [1, 7, 100])
@pytest.mark.parametrize("form", FORMS)
def test_blocks_may_end_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, block: int
) -> None:
    monkeypatch.setattr(jsonobjects, "_BLOCK", block)
    crm = project(tmp_path)
    table = warehouse.open(crm.root).project.sources["crm.people"]
    ending, write = FORMS[form]
    path = crm.deliver(f"people{ending}", write(ROWS * 3))
    found = [row for batch in object_batches(path, table, is_lines=ending != ".json") for row in batch]
    assert json.loads(json_text(found)) == ROWS * 3


@pytest.mark.parametrize(
    ("values", "kind", "read"),
    [
        (["0.1", "50.50", "1E5", "1e-7", "3"], "DOUBLE", [0.1, 50.5, 1e5, 1e-7, 3.0]),
        (["0.1", "0.10000000000000000001"], "VARCHAR", ["0.1", "0.10000000000000000001"]),
        (["1e400", "1"], "VARCHAR", ["1e400", "1"]),
        (["NaN", "-Infinity", "0.5"], "DOUBLE", None),
        (["9007199254740993", "0.5"], "VARCHAR", ["9007199254740993", "0.5"]),
        (["9223372036854775807", "-9223372036854775808"], "BIGINT", [2**63 - 1, -(2**63)]),
        (["9223372036854775808", "-1"], "DECIMAL(38,0)", [Decimal(2**63), Decimal(-1)]),
        (["1" + "0" * 38, "1"], "VARCHAR", ["1" + "0" * 38, "1"]),
        (["1" * 5000, "1"], "VARCHAR", ["1" * 5000, "1"]),
        (["true", "1"], "VARCHAR", ["true", "1"]),
        (['"1"', '"2"'], "VARCHAR", ["1", "2"]),
        (['"2026-01-01"', '"soon"'], "VARCHAR", ["2026-01-01", "soon"]),
        (['"2026-01-01"', '""'], "VARCHAR", ["2026-01-01", ""]),
        (["[]", "null"], "VARCHAR[]", [[], None]),
        (["[1]", "[0.5]"], "DOUBLE[]", [[1.0], [0.5]]),
        (["[1]", '["x"]'], "VARCHAR[]", [["1"], ["x"]]),
        (["[1]", "2"], "VARCHAR", ["[1]", "2"]),
        (["{}", "null"], "VARCHAR", ["{}", None]),
        (["{}", '{"a": 1}'], "STRUCT(a BIGINT)", [{"a": None}, {"a": 1}]),
        (['{"a": 1, "A": 2}', "null"], "VARCHAR", ['{"a":1,"A":2}', None]),
        (['{"a": 1}', '{"A": 2.50}'], "VARCHAR", ['{"a":1}', '{"A":2.50}']),
        (['{"q\\"": 1}', "null"], "VARCHAR", ['{"q\\"":1}', None]),
        (['{"two words, (x)": 1}', "null"], 'STRUCT("two words, (x)" BIGINT)', [{"two words, (x)": 1}, None]),
        (["[[]]", '[["x"], null]'], "VARCHAR[][]", [[[]], [["x"], None]]),
    ],
)
def test_no_value_is_lost_whatever_stands_beside_it(
    tmp_path: Path, values: list[str], kind: str, read: list[Any] | None
) -> None:
    crm = project(tmp_path)
    lines = [f'{{"id": {i}, "v": {value}}}\n' for i, value in enumerate(values)]
    crm.deliver("people.ndjson", "".join(lines))
    crm.run()
    assert crm.types()["v"] == kind
    if read is not None:
        assert [value for _, value in crm.rows()] == read
    else:
        assert [str(value) for _, value in crm.rows()] == ["nan", "-inf", "0.5"]


def test_a_surprise_in_the_last_of_many_rows_counts(tmp_path: Path) -> None:
    crm = project(tmp_path)
    lines = [f'{{"id": {i}, "v": {i}}}' for i in range(60_000)]
    crm.deliver("people.ndjson", "\n".join([*lines, '{"id": 60000, "v": "x", "new": [{"k": 1}]}']))
    crm.run()
    assert crm.types() == {"id": "BIGINT", "v": "VARCHAR", "new": "STRUCT(k BIGINT)[]"}
    assert crm.sql("SELECT count(*), count(new), max(v) FROM psa.crm__people") == [(60_001, 1, "x")]


def _refused(tmp_path: Path, name: str, text: str | bytes, *words: str) -> Project:
    crm = project(tmp_path)
    crm.deliver(name, text)
    crm.refuses(*words)
    return crm


@pytest.mark.parametrize("more", ["", ".gz"])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": 7, "v": }', ["This is no valid JSON: Expecting value"]),
        ('{"id": 7, "v": "x}', ["This is no valid JSON: Unterminated string"]),
        ('{"id": 7, "v": 1', ["This is no valid JSON: Expecting ',' delimiter"]),
        ("{'id': 7}", ["This is no valid JSON"]),
        ('{"id": 7} {"id": 8}', ['Something follows the object: {"id": 8}']),
        ('{"id": 7, "v": 1, "v": 2}', ["An object has the key 'v' twice."]),
        ('[{"id": 7}]', ['An object is expected here, not [{"id":7}]']),
        ("7", ["An object is expected here, not 7"]),
        ('{"id": 7, "v": "\\ud83d"}', ["half of a surrogate pair"]),
        ('{"id": 7, "\\ude00": 1}', ["half of a surrogate pair"]),
        ('{"id": 7, "v": ' + "[" * 100_000, ["This object is nested too deeply."]),
    ],
)
def test_a_malformed_line_is_named_with_its_number(
    tmp_path: Path, line: str, words: list[str], more: str
) -> None:
    good = "".join(f'{{"id": {i}, "v": "\\ud83d\\ude00"}}\n' for i in range(1, 5000))
    text = good + "\n" + line + '\n{"id": 9}\n'
    content = COMPRESSED[more](text.encode())
    _refused(tmp_path, f"people.ndjson{more}", content, *words, f"people.ndjson{more}:5001\n")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[{"id": 1},\n{"id": 2}\n{"id": 3}]', 3, "',' or ']' is expected"),
        ('[{"id": 1},\n{"id": 2},\n]', 3, "Expecting value"),
        ('[{"id": 1},\n{"id": 2}', 2, "ends before its array does"),
        ('[{"id": 1},\n{"id": 2', 2, "Expecting ',' delimiter"),
        ('[{"id": 1}]\n\n{"id": 2}', 3, "Something follows the array"),
        ('[{"id": 1},\n\n[]]', 3, "An object is expected here, not []"),
        ('[{"id": 1},\n\n{"id": 2, "id": 3}]', 3, "the key 'id' twice"),
        ('{\n"id": 1\n}\n{\n"id" 2\n}', 5, "Expecting ':' delimiter"),
        ('[{"id": 1, "v": "\n"}]', 1, "Invalid control character"),
        ('"text"', 1, "An object is expected here"),
        (b'[{"id": 1},\n{"id": "\xff"}]', 2, "not UTF-8 text"),
        (b"\xff\xfe[\0]\0", 1, "`encoding: utf-16`"),
    ],
)
def test_a_malformed_array_is_named_with_its_line(
    tmp_path: Path, text: str | bytes, line: int, words: str
) -> None:
    _refused(tmp_path, "people.json", text, words, f"people.json:{line}\n")


def test_other_encodings_and_a_byte_order_mark(tmp_path: Path) -> None:
    crm = project(tmp_path, "encoding: utf-16")
    crm.deliver("people.json", '[{"id": 1, "v": "é€"}]'.encode("utf-16"))
    crm.run()
    assert crm.rows() == [(1, "é€")]
    other = project(tmp_path / "other")
    other.deliver("people.ndjson", '{"id": 1, "v": "é€"}\n'.encode("utf-8-sig"))
    other.run()
    assert other.rows() == [(1, "é€")]


def test_the_same_rows_in_another_form_are_unchanged(tmp_path: Path) -> None:
    crm = project(tmp_path)
    rows = [{"id": i, "day": "2026-01-01", "x": i / 4, "l": [i], "s": {"a": i, "b": None}} for i in range(50)]
    rows.append({"id": 50, "s": {"b": "x"}})
    crm.deliver("people.ndjson", FORMS["ndjson"][1](rows))
    crm.deliver("people.ndjson.gz", COMPRESSED[".gz"](FORMS["jsonl"][1](rows[::-1]).encode()), day=2)
    crm.deliver("people.json.zst", COMPRESSED[".zst"](FORMS["pretty"][1](rows).encode()), day=3)
    crm.run()
    counts = "SELECT rows_new, rows_changed, rows_unchanged, rows_removed FROM meta.loads ORDER BY load_date"
    assert crm.sql(counts) == [(51, 0, 0, 0), (0, 0, 51, 0), (0, 0, 51, 0)]


def test_a_text_column_keeps_the_json_text_of_numbers_that_come_later(tmp_path: Path) -> None:
    crm = project(tmp_path)
    crm.deliver("people.ndjson", '{"id": 1, "v": "x"}\n{"id": 2, "v": 50.50}\n')
    crm.deliver("people.ndjson", '{"id": 1, "v": 7}\n{"id": 2, "v": 50.50}\n', day=2)
    crm.run()
    assert crm.rows() == [(1, "7"), (2, "50.50")]
    assert crm.sql("SELECT rows_changed FROM meta.loads ORDER BY load_date") == [(0,), (1,)]


def test_a_column_declared_as_text_holds_json(tmp_path: Path) -> None:
    crm = project(tmp_path, "columns:", "  - {name: v, data_type: VARCHAR}")
    crm.deliver("people.ndjson", '{"id": 1, "v": {"b": [1, 2.50], "a": "é"}}\n{"id": 2, "v": "x"}\n')
    crm.run()
    assert crm.rows() == [(1, '{"b":[1,2.50],"a":"é"}'), (2, "x")]


def test_a_day_without_any_object_is_an_empty_snapshot(tmp_path: Path) -> None:
    crm = project(tmp_path)
    crm.deliver("people.json", "[]")
    crm.deliver("people.json", '[{"id": 1, "v": 2}]', day=2)
    crm.deliver("people.ndjson", "\n", day=3)
    facts = warehouse.open(crm.root).run(now=NOW)
    assert facts.problems == ()
    statuses = crm.sql("SELECT status, rows_read FROM meta.loads ORDER BY load_date")
    assert statuses == [("accepted", 0), ("accepted", 1), ("quarantined", 0)]
    assert crm.rows() == [(1, 2)]


def test_objects_without_any_key_and_nothing_that_ever_had_a_column_are_refused(tmp_path: Path) -> None:
    _refused(tmp_path / "one", "people.ndjson", "{}\n{}\n", "No object of this file has a key.")
    crm = project(tmp_path / "other", key=None)
    crm.deliver("people.json", "[]")
    crm.refuses("This delivery has no columns, and no delivery before it had any.")
