"""The Chinook sample database, as its authors publish it for MySQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.dumps.reading import rows_of
from warehouse.sources.dumps import Dump, open_dump

CHINOOK = Path(__file__).parents[2].parent / "shared" / "data" / "chinook" / "Chinook_MySql.sql"


@pytest.fixture(scope="module")
def chinook() -> Dump:
    if not CHINOOK.exists():
        pytest.skip("the Chinook sample is not beside the checkout")
    return open_dump(CHINOOK, "mysql")


def test_every_row_of_every_table_is_there(chinook: Dump) -> None:
    # Counted another way: in this file every row stands in a line of its own, below its INSERT.
    counted: dict[str, int] = {}
    table = ""
    for line in CHINOOK.read_text(encoding="utf-8").splitlines():
        if start := re.match(r"INSERT INTO `(\w+)`", line):
            table = start[1]
        elif line.startswith("    (") and line.rstrip().endswith(("),", ");")):
            counted[table] = counted.get(table, 0) + 1
    assert {name: len(rows) for name, rows in rows_of(chinook).items()} == counted
    assert counted["Track"] == 3503


def test_names_with_quotes_and_accents_come_out_as_they_are(chinook: Dump) -> None:
    rows = rows_of(chinook)
    assert ("88", "Guns N' Roses") in rows["Artist"]
    assert ("6", "Antônio Carlos Jobim") in rows["Artist"]
    assert rows["Customer"][0][:5] == (
        "1",
        "Luís",
        "Gonçalves",
        "Embraer - Empresa Brasileira de Aeronáutica S.A.",
        "Av. Brigadeiro Faria Lima, 2170",
    )
    assert rows["Customer"][1][3] is None
    text = CHINOOK.read_text(encoding="utf-8")
    literals = re.findall(r"^    \((\d+), N'((?:[^'\\]|'')*)', (\d+)\)[,;]", text, re.M)
    albums = [(number, title.replace("''", "'"), artist) for number, title, artist in literals]
    assert rows["Album"] == albums
    assert len(albums) == 347


def test_create_table_gives_types_and_keys(chinook: Dump) -> None:
    tables = chinook.tables()
    assert tables["PlaylistTrack"].key == ("PlaylistId", "TrackId")
    assert tables["Track"].types["UnitPrice"] == "DECIMAL(10,2)"
    assert tables["Employee"].types["BirthDate"] == "TIMESTAMP"
    assert tables["Genre"].columns == {"GenreId": "INT", "Name": "NVARCHAR(120)"}


def test_what_gives_no_rows_is_counted(chinook: Dump) -> None:
    assert chinook.skipped == {
        "DROP DATABASE": 1,
        "CREATE DATABASE": 1,
        "USE": 1,
        "ALTER TABLE": 11,
        "CREATE INDEX": 11,
    }
