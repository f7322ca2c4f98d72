"""Text that was seen to be numbers and dates may be read as such the second time: the rows are the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import warehouse
from warehouse.contract import Contract
from warehouse.project.sources import SourceTable
from warehouse.sources.csvfile import open_csv
from warehouse.sources.delivery import Delivery, filtered, observed
from warehouse.sources.texts import misfits, typed_text
from warehouse.sources.typed import TypedRows, observed_types

_VALUES = {
    "numbers": st.integers(-(2**53), 2**53).map(str),
    "prices": st.decimals(-999999, 999999, places=2).map(str),
    "doubles": st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda x: repr(float(x))),
    "days": st.dates().map(str),
    "words": st.sampled_from(["a", "b c", "07", "5", "x,y", 'say "hi"', "line\nbreak", "é"]),
    "flags": st.sampled_from(["true", "false"]),
}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> SourceTable:
    root = tmp_path_factory.mktemp("again")
    (root / "models").mkdir()
    (root / "warehouse.yml").write_text("name: again\n")
    (root / "models" / "s.yml").write_text(
        "version: 2\nsources:\n  - name: shop\n    tables:\n      - {name: lines, key: [numbers]}\n"
    )
    return warehouse.open(root).project.sources["shop.lines"]


def rows_of(delivery: Delivery, types: dict[str, str]) -> tuple[list[dict[str, Any]], dict[str, int], int]:
    rows = TypedRows(delivery, Contract(types=types))
    found = [row for batch in rows.reader() for row in batch.to_pylist()]
    return found, rows.misfits, rows.rows_read


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_rows_that_are_read_in_their_types_are_those_that_are_read_as_text(
    table: SourceTable, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("csv") / "lines.csv"
    columns = {
        name: data.draw(st.lists(st.none() | values, min_size=3, max_size=3))
        for name, values in _VALUES.items()
    }
    quoted = data.draw(st.booleans())

    def written(value: str | None) -> str:
        if value is None:
            return ""
        return '"' + value.replace('"', '""') + '"' if quoted or re.search('[,"\n]', value) else value

    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(map(written, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    delivery = open_csv(path, table)
    types = observed_types(delivery)
    again = observed(delivery, types)
    assert again is not delivery
    assert rows_of(again, types) == rows_of(delivery, types)
    wider = {**dict.fromkeys(types, "VARCHAR")}
    assert rows_of(again, wider) == rows_of(delivery, wider)


def test_a_number_is_read_as_a_number_at_once(table: SourceTable, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("numbers,words\n1,a\n2,b\n")
    delivery = open_csv(path, table)
    types = observed_types(delivery)
    [batch] = observed(delivery, types).batches(types)
    assert batch.schema == {"numbers": pl.Int64(), "words": pl.String()}
    [batch] = delivery.batches(types)
    assert batch.schema == {"numbers": pl.String(), "words": pl.String()}


def test_a_delivery_of_which_rows_were_taken_out_is_read_as_text(table: SourceTable, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("numbers,words\n1,a\n02,b\n")
    part = filtered(open_csv(path, table), lambda batch: (batch, batch["words"] == "a"))
    types = observed_types(part)
    assert types["numbers"] == "BIGINT"
    assert observed(part, types) is part


def test_a_file_that_changed_since_is_seen_value_by_value(table: SourceTable, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("numbers,words\n1,a\n2,b\n")
    delivery = open_csv(path, table)
    types = observed_types(delivery)
    path.write_text("numbers,words\n1,a\nx,b\n")
    found, wrong, _ = rows_of(observed(delivery, types), types)
    assert wrong == {"numbers": 1}
    assert found[1] == {"numbers": None, "words": "b"}


_TEXTS = st.one_of(
    st.from_regex(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", fullmatch=True),
    st.floats().map(repr),
    st.sampled_from(
        ["", "-0", "0", "00", "-0.0", "+5", " 5", "5 ", "1e5", "1E5", "nan", "inf", ".5", "5.", "１"]
    ),
)


@given(_TEXTS)
@example("999999999999999")
@example("9007199254740993")
@example("0.1000000000000000055")
def test_a_double_holds_a_plain_number_of_its_digits_and_what_it_would_write_itself(text: str) -> None:
    given_text = pl.Series([text])
    fits = not misfits(given_text, typed_text(given_text, "DOUBLE"), "DOUBLE")[0]
    assert fits == _a_double_holds(text)


def _a_double_holds(text: str) -> bool:
    """In plain Python: the double writes the text again, but for zeros at the end of a plain number."""
    if not re.fullmatch(r"-?[0-9.eE+-]+", text):
        return False
    try:
        number = float(text)
    except ValueError:
        return False
    if number in (float("inf"), float("-inf")):
        return False
    [shown] = pl.Series([number]).cast(pl.String)
    if shown == text:
        return True
    plain = re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text)
    if plain is None:
        return False

    def trimmed(number: str) -> str:
        return number.rstrip("0").rstrip(".") if "." in number else number

    is_plain = re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", shown) is not None
    return sum(map(str.isdigit, text)) <= 15 or (is_plain and trimmed(shown) == trimmed(text))


_DAYS = st.one_of(
    st.dates().map(str),
    st.from_regex(r"[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}", fullmatch=True),
    st.sampled_from(
        ["", "2024-02-30", "2024-02-29", "2023-02-29", " 2024-01-01", "2024-1-1", "0000-01-01", "-0001-01-01"]
    ),
)


@given(_DAYS)
def test_a_date_holds_what_it_would_write_itself(text: str) -> None:
    given_text = pl.Series([text])
    typed = typed_text(given_text, "DATE")
    fits = typed.cast(pl.String)[0] == text
    assert misfits(given_text, typed, "DATE")[0] == (not fits)
