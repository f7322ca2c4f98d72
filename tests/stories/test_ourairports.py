"""A week of a public data set, loaded in every way it can arrive, against histories written in plain Python.

The seven days of OurAirports are as they were published. They hold no deletion, so a second week is made
of their rows, in which rows vanish and return, change and change back, and keys are spelt in many ways.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

import warehouse
from tests.oracles.history import (
    SeenIn,
    change_events,
    hub_rows,
    link_rows,
    load_counts,
    satellite_rows,
    scd2_versions,
)
from tests.oracles.typing import Delivery, Row, read_deliveries
from tests.stories import SHARED_DATA, House, answer, assert_same_rows, fingerprints, succeeded

EXTRACTS = SHARED_DATA / "ourairports"
pytestmark = pytest.mark.skipif(not EXTRACTS.is_dir(), reason=f"the real extracts are not at {EXTRACTS}")

DAYS = [dt.datetime(2026, 6, day) for day in range(1, 8)]
FOLDERS = [EXTRACTS / day.date().isoformat() for day in DAYS]
NOW = dt.datetime(2026, 6, 8)

#: Our names of the tables, and the names of their files.
TABLES = {
    "countries": "countries",
    "regions": "regions",
    "runways": "runways",
    "navaids": "navaids",
    "frequencies": "airport-frequencies",
}

SOURCES = """
version: 2
sources:
  - name: ourairports
    location: "extracts/{load_date}/{table}.csv"
    extract: snapshot
    tables:
      - name: countries
        key: id
        hash_keys: {country_hk: code}
        columns:
          - {name: code, data_tests: [unique, not_null]}
          - {name: continent, data_tests: [accepted_values: {values: [AF, AN, AS, EU, NA, OC, SA]}]}
      - name: regions
        key: id
        hash_keys: {region_hk: code, country_hk: iso_country}
        columns:
          - name: iso_country
            data_tests:
              - relationships: {to: "source('ourairports', 'countries')", field: code}
      - name: runways
        key: id
        hash_keys: {runway_hk: id, airport_hk: airport_ref}
        hashdiffs: {runway_hashdiff: {exclude: [id, airport_ref]}}
        columns:
          - {name: id, data_tests: [unique, not_null]}
          - {name: lighted, data_tests: [accepted_values: {values: [0, 1]}]}
      - name: navaids
        key: id
        hash_keys: {navaid_hk: id, station_hk: associated_airport}
      - name: frequencies
        identifier: airport-frequencies
        key: id
        hash_keys: {frequency_hk: id, airport_hk: airport_ref}
        hashdiffs: {frequency_hashdiff: {exclude: [id, airport_ref]}}
"""

VAULT = """
version: 2
models:
  - name: hub_runway
    config: {materialized: hub, hash_key: runway_hk, business_key: id, from: ourairports.runways}
    columns:
      - {name: runway_hk, data_tests: [unique, not_null]}
  - name: hub_airport
    config:
      materialized: hub
      hash_key: airport_hk
      business_key: airport_ref
      from: [ourairports.runways, ourairports.frequencies]
    columns:
      - {name: airport_hk, data_tests: [unique, not_null]}
  - name: hub_country
    config:
      materialized: hub
      hash_key: country_hk
      business_key: code
      from:
        - ourairports.countries
        - {source: ourairports.regions, business_key: iso_country}
        - {source: ourairports.navaids, business_key: iso_country}
  - name: hub_region
    config: {materialized: hub, hash_key: region_hk, business_key: code, from: ourairports.regions}
  - name: hub_navaid
    config: {materialized: hub, hash_key: navaid_hk, business_key: id, from: ourairports.navaids}
  - name: hub_station
    config:
      materialized: hub
      hash_key: station_hk
      business_key: ident
      from:
        - {source: ourairports.runways, business_key: airport_ident}
        - {source: ourairports.frequencies, business_key: airport_ident}
        - {source: ourairports.navaids, business_key: associated_airport}
  - name: link_runway_airport
    config:
      materialized: link
      hash_key: runway_airport_hk
      hubs: {hub_runway: id, hub_airport: airport_ref}
      from: ourairports.runways
    columns:
      - name: runway_hk
        data_tests: [relationships: {to: ref('hub_runway'), field: runway_hk}]
      - name: airport_hk
        data_tests: [relationships: {to: ref('hub_airport'), field: airport_hk}]
  - name: link_navaid_station
    config:
      materialized: link
      hash_key: navaid_station_hk
      hubs: {hub_navaid: id, hub_station: associated_airport}
      from: ourairports.navaids
  - name: sat_runway
    config:
      materialized: satellite
      hash_key: runway_hk
      hashdiff: runway_hashdiff
      from: ourairports.runways
  - name: sat_frequency
    config:
      materialized: satellite
      hash_key: frequency_hk
      hashdiff: frequency_hashdiff
      from: ourairports.frequencies
"""

MARTS = """
version: 2
models:
  - name: dim_runway
    config: {materialized: scd2, from: ourairports.runways, unique_key: id}
    columns:
      - {name: valid_from, data_tests: [not_null]}
  - name: dim_frequency
    config: {materialized: scd2, from: ourairports.frequencies, unique_key: id}
  - name: airports
    columns:
      - {name: airport_ref, data_tests: [unique, not_null]}
"""

AIRPORTS = """
{{ config(materialized='table') }}
SELECT airport_ref, count(*) AS runways, max(length_ft) AS longest_ft
FROM {{ ref('dim_runway') }}
WHERE is_current
GROUP BY airport_ref
"""

REGIONS_PER_CONTINENT = """
{{ config(materialized='view') }}
SELECT c.continent, count(*) AS regions
FROM {{ source('ourairports', 'regions') }} AS r
JOIN {{ source('ourairports', 'countries') }} AS c ON c.code = r.iso_country
GROUP BY c.continent
"""

PROJECT = {
    "warehouse.yml": "name: ourairports\n",
    "models/sources.yml": SOURCES,
    "models/vault/vault.yml": VAULT,
    "models/marts/marts.yml": MARTS,
    "models/marts/airports.sql": AIRPORTS,
    "models/marts/regions_per_continent.sql": REGIONS_PER_CONTINENT,
}


@dataclass(frozen=True)
class Week:
    """A house after its seven days, and the bytes of its log after the first."""

    house: House
    bytes_of_day_1: int


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Day 1 on its own, then six days at once."""
    house = House.built(tmp_path_factory.mktemp("ourairports") / "house", PROJECT)
    house.receive(FOLDERS[0]).run(NOW)
    bytes_of_day_1 = sum(house.psa_files().values())
    house.receive(*FOLDERS[1:]).run(NOW)
    return Week(house, bytes_of_day_1)


@pytest.fixture(scope="module")
def house(week: Week) -> House:
    """The house after its seven days."""
    return week.house


@pytest.fixture(scope="module")
def week_as_it_is(house: House) -> dict[str, tuple[Any, ...]]:
    """What every other way to the same seven days must give."""
    return fingerprints(house.file)


@cache
def extracts(table: str) -> tuple[dict[str, str], list[Delivery]]:
    """The types of a table's columns, and its seven deliveries, read without the product."""
    return read_deliveries(
        [(day, folder / f"{TABLES[table]}.csv") for day, folder in zip(DAYS, FOLDERS, strict=True)]
    )


def seen_in(table: str, *columns: str) -> SeenIn:
    return SeenIn(f"OURAIRPORTS.{table.upper()}", extracts(table)[1], columns)


def names(columns: Any) -> str:
    return ", ".join(f'"{column}"' for column in columns)


# --- The log gives back what was delivered ---------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_each_column_has_the_narrowest_type_that_loses_nothing(house: House, table: str) -> None:
    kinds, _ = extracts(table)
    described = house.rows(f"SELECT column_name, column_type FROM (DESCRIBE psa.ourairports__{table})")
    assert {column: kind for column, kind in described if column in kinds} == kinds


@pytest.mark.parametrize("table", TABLES)
def test_every_delivery_reads_back_row_for_row(house: House, table: str) -> None:
    kinds, deliveries = extracts(table)
    for load_date, rows in deliveries:
        found = house.rows(
            f"SELECT {names(kinds)} FROM psa.ourairports__{table}__loads WHERE load_date = '{load_date}'"
        )
        assert_same_rows(found, (tuple(row.values()) for row in rows))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("moment", ["2026-06-01", "2026-06-04 23:59:59", "2030-01-01"])
def test_the_content_as_of_a_moment_is_the_last_delivery_before_it(
    house: House, table: str, moment: str
) -> None:
    kinds, deliveries = extracts(table)
    rows = [rows for load_date, rows in deliveries if load_date <= dt.datetime.fromisoformat(moment)][-1]
    found = house.rows(f"SELECT {names(kinds)} FROM psa.ourairports__{table}__at('{moment}')")
    assert_same_rows(found, (tuple(row.values()) for row in rows))


@pytest.mark.parametrize("table", ["runways", "frequencies"])
def test_changes_are_those_between_one_delivery_and_the_next(house: House, table: str) -> None:
    kinds, deliveries = extracts(table)
    found = house.rows(f"SELECT _op, load_date, {names(kinds)} FROM psa.ourairports__{table}__changes")
    events = change_events(deliveries, ["id"])
    assert_same_rows(found, ((e.operation, e.load_date, *(e.row or {}).values()) for e in events))


# --- Everything is accounted for -------------------------------------------------------------------------

LOADS = """
    SELECT load_date, rows_read, rows_new, rows_changed, rows_unchanged, rows_duplicate, rows_removed
    FROM meta.loads
    WHERE source_table = 'ourairports.{table}'
"""


@pytest.mark.parametrize("table", TABLES)
def test_each_load_counts_what_it_brought(house: House, table: str) -> None:
    counts = load_counts(extracts(table)[1], ["id"])
    assert_same_rows(
        house.rows(LOADS.format(table=table)), ((day, *astuple(of)) for day, of in counts.items())
    )


def test_no_row_of_any_load_is_unaccounted_for(house: House) -> None:
    [(loads, unbalanced)] = house.rows(
        """
        SELECT count(*), count(*) FILTER (
            rows_read
            <> rows_new + rows_changed + rows_unchanged + rows_deleted + rows_duplicate + rows_rejected
        )
        FROM meta.loads
        """
    )
    assert (loads, unbalanced) == (len(TABLES) * len(DAYS), 0)


@pytest.mark.parametrize("table", TABLES)
def test_the_log_stores_the_first_day_and_then_changes_alone(house: House, table: str) -> None:
    stored = dict.fromkeys(DAYS, 0)
    for file in (house.root / "psa" / "ourairports" / table).glob("load_date=*/*.parquet"):
        day = dt.datetime.fromisoformat(file.parent.name.removeprefix("load_date="))
        [(rows,)] = house.rows(f"SELECT count(*) FROM read_parquet('{file}')")
        stored[day] += rows
    happened = Counter(event.load_date for event in change_events(extracts(table)[1], ["id"]))
    assert stored == {day: happened[day] for day in DAYS}


def test_one_runway_changed_on_day_2_and_none_on_day_7(house: House) -> None:
    changes = "SELECT count(*) FROM psa.ourairports__runways__changes WHERE load_date = '{}'"
    assert house.rows(changes.format("2026-06-02")) == [(1,)]
    assert house.rows(changes.format("2026-06-07")) == [(0,)]


def test_six_days_take_less_than_three_hundredths_of_the_first(week: Week) -> None:
    later = sum(week.house.psa_files().values()) - week.bytes_of_day_1
    assert later < 0.03 * week.bytes_of_day_1


# --- Dimensions and vault --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dimension", "table"), [("dim_runway", "runways"), ("dim_frequency", "frequencies")]
)
def test_a_dimension_has_a_version_for_each_state(house: House, dimension: str, table: str) -> None:
    kinds, deliveries = extracts(table)
    found = house.rows(f"SELECT {names(kinds)}, valid_from, valid_to, is_current FROM marts.{dimension}")
    versions = scd2_versions(deliveries, ["id"])
    assert len(versions) > len(deliveries[-1][1])
    assert_same_rows(
        found, ((*v.row.values(), v.valid_from, v.valid_to, v.valid_to is None) for v in versions)
    )


HUBS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "hub_runway": ("runway_hk, id", [("runways", "id")]),
    "hub_airport": ("airport_hk, airport_ref", [("runways", "airport_ref"), ("frequencies", "airport_ref")]),
    "hub_country": (
        "country_hk, code",
        [("countries", "code"), ("regions", "iso_country"), ("navaids", "iso_country")],
    ),
    "hub_region": ("region_hk, code", [("regions", "code")]),
    "hub_navaid": ("navaid_hk, id", [("navaids", "id")]),
    "hub_station": (
        "station_hk, ident",
        [("runways", "airport_ident"), ("frequencies", "airport_ident"), ("navaids", "associated_airport")],
    ),
}


@pytest.mark.parametrize("hub", HUBS)
def test_a_hub_has_each_business_key_with_its_first_sight(house: House, hub: str) -> None:
    columns, sources = HUBS[hub]
    found = house.rows(f"SELECT {columns}, load_date, record_source FROM vault.{hub}")
    assert_same_rows(found, hub_rows([seen_in(table, column) for table, column in sources]))


@pytest.mark.parametrize(
    ("link", "columns", "source", "hubs"),
    [
        (
            "link_runway_airport",
            "runway_airport_hk, runway_hk, airport_hk",
            "runways",
            [["id"], ["airport_ref"]],
        ),
        (
            "link_navaid_station",
            "navaid_station_hk, navaid_hk, station_hk",
            "navaids",
            [["id"], ["associated_airport"]],
        ),
    ],
)
def test_a_link_has_each_relation_with_its_first_sight(
    house: House, link: str, columns: str, source: str, hubs: list[list[str]]
) -> None:
    found = house.rows(f"SELECT {columns}, load_date, record_source FROM vault.{link}")
    assert_same_rows(found, link_rows(seen_in(source), hubs))


@pytest.mark.parametrize(
    ("satellite", "hashes", "table"),
    [
        ("sat_runway", ["runway_hk", "runway_hashdiff"], "runways"),
        ("sat_frequency", ["frequency_hk", "frequency_hashdiff"], "frequencies"),
    ],
)
def test_a_satellite_has_a_row_for_each_new_state(
    house: House, satellite: str, hashes: list[str], table: str
) -> None:
    attributes = [column for column in extracts(table)[0] if column not in ("id", "airport_ref")]
    found = house.rows(
        f"SELECT {names([*hashes, *attributes])}, load_date, record_source FROM vault.{satellite}"
    )
    assert_same_rows(found, satellite_rows(seen_in(table, "id"), attributes))


def test_marts_in_sql_say_what_the_last_extract_says(house: House) -> None:
    of_airport: dict[int, list[int | None]] = defaultdict(list)
    for runway in extracts("runways")[1][-1][1]:
        of_airport[runway["airport_ref"]].append(runway["length_ft"])
    airports = (
        (airport, len(lengths), max((feet for feet in lengths if feet is not None), default=None))
        for airport, lengths in of_airport.items()
    )
    assert_same_rows(house.rows("SELECT airport_ref, runways, longest_ft FROM marts.airports"), airports)
    continent = {country["code"]: country["continent"] for country in extracts("countries")[1][-1][1]}
    regions = Counter(continent[region["iso_country"]] for region in extracts("regions")[1][-1][1])
    found = house.rows("SELECT continent, regions FROM marts.regions_per_continent")
    assert_same_rows(found, regions.items())


# --- The same seven days by other ways -------------------------------------------------------------------


def day_by_day_in_any_order(root: Path, seed: int) -> House:
    house = House.built(root / f"order {seed}", PROJECT)
    for hour, folder in enumerate(random.Random(seed).sample(FOLDERS, len(FOLDERS))):
        house.receive(folder).run(NOW + dt.timedelta(hours=hour))
    return house


def at_once_by_the_command_line(root: Path) -> House:
    house = House.built(root / "command line", PROJECT).receive(*FOLDERS)
    cli = Path(__file__).parents[2] / "cli.py"
    command = [sys.executable, str(cli), "--project", str(house.root), "run"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return house


WAYS: dict[str, Callable[[Path], House]] = {
    "order 1": partial(day_by_day_in_any_order, seed=1),
    "order 2": partial(day_by_day_in_any_order, seed=2),
    "order 3": partial(day_by_day_in_any_order, seed=3),
    "command line": at_once_by_the_command_line,
}


@pytest.mark.parametrize(
    "way",
    [pytest.param(way, marks=pytest.mark.long if way in ("order 2", "order 3") else ()) for way in WAYS],
)
def test_the_way_in_does_not_matter(
    tmp_path: Path, week_as_it_is: dict[str, tuple[Any, ...]], way: str
) -> None:
    assert fingerprints(WAYS[way](tmp_path).file) == week_as_it_is


def test_a_rebuild_from_the_log_alone_gives_the_same(
    tmp_path: Path, house: House, week_as_it_is: dict[str, tuple[Any, ...]]
) -> None:
    again = House(Path(shutil.copytree(house.root, tmp_path / "house", symlinks=True)))
    again.file.unlink()
    shutil.rmtree(again.root / ".warehouse")
    shutil.rmtree(again.root / "extracts")
    assert succeeded(warehouse.open(again.root).rebuild(now=NOW)).published
    assert fingerprints(again.file) == week_as_it_is


def test_a_second_run_does_nothing(house: House) -> None:
    log, published = house.psa_files(), house.file.stat().st_mtime_ns
    assert not house.run(NOW).published
    assert house.psa_files().items() <= log.items(), "a file is new or has another size"
    assert house.file.stat().st_mtime_ns == published


def test_the_file_alone_answers_from_anywhere(
    tmp_path: Path,
    house: House,
    week_as_it_is: dict[str, tuple[Any, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copy = Path(shutil.copy(house.file, elsewhere / "copied.duckdb"))
    monkeypatch.chdir(tmp_path)
    assert fingerprints(Path("elsewhere/copied.duckdb")) == week_as_it_is
    loads = "SELECT count(*) FROM psa.ourairports__runways__loads WHERE load_date = '2026-06-03'"
    at_noon = "SELECT count(*) FROM psa.ourairports__runways__at('2026-06-03 12:00:00')"
    rows_of_day_3 = len(extracts("runways")[1][2][1])
    assert answer(copy, loads) == answer(copy, at_noon) == [(rows_of_day_3,)]


# --- A week in which rows vanish and return --------------------------------------------------------------

RESTLESS_PROJECT = {
    "warehouse.yml": "name: restless\n",
    "models/sources.yml": """
version: 2
sources:
  - name: week
    location: "extracts/{load_date}/{table}.csv"
    record_source: RESTLESS
    tables:
      - name: frequencies
        key: id
        hash_keys: {frequency_hk: id, station_hk: airport_ident}
        hashdiffs: {frequency_hashdiff: {exclude: [id]}}
""",
    "models/vault/vault.yml": """
version: 2
models:
  - name: hub_frequency
    config: {materialized: hub, hash_key: frequency_hk, business_key: id, from: week.frequencies}
  - name: hub_station
    config: {materialized: hub, hash_key: station_hk, business_key: airport_ident, from: week.frequencies}
  - name: hub_use
    config: {materialized: hub, hash_key: use_hk, business_key: [type, airport_ident], from: week.frequencies}
  - name: link_frequency_use
    config:
      materialized: link
      hash_key: frequency_use_hk
      hubs: {hub_frequency: id, hub_use: [type, airport_ident]}
      from: week.frequencies
  - name: sat_frequency
    config:
      materialized: satellite
      hash_key: frequency_hk
      hashdiff: frequency_hashdiff
      from: week.frequencies
  - name: dim_frequency
    config: {materialized: scd2, from: week.frequencies, unique_key: id}
""",
}

#: What becomes of a row on a day (1 to 7), by what its id is divisible by.
UNREST: dict[int, Callable[[Row, int], Row]] = {
    7: lambda row, day: {**row, "description": "" if day % 2 else None},
    11: lambda row, day: {**row, "airport_ident": f"  {row['airport_ident'].lower()} " if day % 2 else "\t"},
    13: lambda row, day: {**row, "airport_ident": None, "type": None if day > 4 else row["type"]},
    17: lambda row, day: {**row, "airport_ident": "", "frequency_mhz": day // 3},
    19: lambda row, day: {**row, "type": f"^^|\\{day % 3}", "description": "a=b|c\\d\n\"é\" 'ß'"},
    23: lambda row, day: {**row, "airport_ident": "ß\u00a0ı" if day < 6 else "^^"},
}


def restless(day: int) -> Iterator[Row]:
    """The first day's rows on a day of the second week. A fifth is away each day, each day another."""
    for row in extracts("frequencies")[1][0][1][:3000]:
        if row["id"] % 5 == day % 5:
            continue
        for divisor, change in UNREST.items():
            row = change(row, day) if row["id"] % divisor == 0 else row
        yield row
        if row["id"] % 29 == 0:
            yield row


def csv_line(values: Any) -> str:
    """A line in which NULL is nothing and the empty text is quoted."""
    return ",".join(
        "" if v is None else '"' + v.replace('"', '""') + '"' if isinstance(v, str) else str(v)
        for v in values
    )


@pytest.fixture(scope="module")
def restless_folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("restless")
    for number, day in enumerate(DAYS, start=1):
        rows = list(restless(number))
        lines = [csv_line(rows[0]), *(csv_line(row.values()) for row in rows)]
        (root / day.date().isoformat()).mkdir()
        path = root / day.date().isoformat() / "frequencies.csv"
        path.write_bytes(("\n".join(lines) + "\n").encode())
    return sorted(root.iterdir())


@pytest.fixture(scope="module")
def restless_extracts(restless_folders: list[Path]) -> tuple[dict[str, str], list[Delivery]]:
    kinds, deliveries = read_deliveries(
        [(day, folder / "frequencies.csv") for day, folder in zip(DAYS, restless_folders, strict=True)]
    )
    written = [list(restless(day)) for day in range(1, 8)]
    assert [rows for _, rows in deliveries] == written, "the oracle reads what was written"
    return kinds, deliveries


@pytest.fixture(scope="module", params=["in order", "shuffled", "at once"])
def restless_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, restless_folders: list[Path]
) -> House:
    house = House.built(tmp_path_factory.mktemp("house") / "restless", RESTLESS_PROJECT)
    if request.param == "at once":
        house.receive(*restless_folders).run(NOW)
        return house
    order = random.Random(4).sample(range(7), 7) if request.param == "shuffled" else range(7)
    for number in order:
        house.receive(restless_folders[number]).run(NOW)
    return house


def test_what_vanished_and_returned_is_all_in_the_log(
    restless_house: House, restless_extracts: tuple[dict[str, str], list[Delivery]]
) -> None:
    kinds, deliveries = restless_extracts
    readback = f"SELECT load_date, {names(kinds)} FROM psa.week__frequencies__loads"
    distinct = {(load_date, *row.values()) for load_date, rows in deliveries for row in rows}
    assert_same_rows(restless_house.rows(readback), distinct)
    changes = f"SELECT _op, load_date, {names(kinds)} FROM psa.week__frequencies__changes"
    assert_same_rows(restless_house.rows(changes), restless_changes(kinds, deliveries))


def restless_changes(kinds: dict[str, str], deliveries: list[Delivery]) -> Iterator[tuple[Any, ...]]:
    """Every event; a delete carries its key alone."""
    for event in change_events(deliveries, ["id"]):
        row = event.row or {**dict.fromkeys(kinds), "id": event.key[0]}
        yield (event.operation, event.load_date, *row.values())


def test_every_restless_row_is_accounted_for(
    restless_house: House, restless_extracts: tuple[dict[str, str], list[Delivery]]
) -> None:
    counts = load_counts(restless_extracts[1], ["id"])
    assert all(of.duplicate and (of.removed or not i) for i, of in enumerate(counts.values()))
    found = restless_house.rows(LOADS.replace("ourairports.{table}", "week.frequencies"))
    assert_same_rows(found, ((day, *astuple(of)) for day, of in counts.items()))


def test_a_restless_dimension_closes_and_reopens(
    restless_house: House, restless_extracts: tuple[dict[str, str], list[Delivery]]
) -> None:
    kinds, deliveries = restless_extracts
    found = restless_house.rows(f"SELECT {names(kinds)}, valid_from, valid_to FROM vault.dim_frequency")
    versions = scd2_versions(deliveries, ["id"])
    assert_same_rows(found, ((*v.row.values(), v.valid_from, v.valid_to) for v in versions))


def test_restless_business_keys_meet_in_one_hash(
    restless_house: House, restless_extracts: tuple[dict[str, str], list[Delivery]]
) -> None:
    deliveries = restless_extracts[1]
    for hub, columns in {
        "hub_frequency": ["frequency_hk", "id"],
        "hub_station": ["station_hk", "airport_ident"],
        "hub_use": ["use_hk", "type", "airport_ident"],
    }.items():
        found = restless_house.rows(f"SELECT {names(columns)}, load_date, record_source FROM vault.{hub}")
        assert_same_rows(found, hub_rows([SeenIn("RESTLESS", deliveries, columns[1:])]))
    columns = "frequency_use_hk, frequency_hk, use_hk, load_date, record_source"
    found = restless_house.rows(f"SELECT {columns} FROM vault.link_frequency_use")
    expected = link_rows(SeenIn("RESTLESS", deliveries, []), [["id"], ["type", "airport_ident"]])
    assert_same_rows(found, expected)


def test_a_restless_satellite_follows_changes_and_not_absences(
    restless_house: House, restless_extracts: tuple[dict[str, str], list[Delivery]]
) -> None:
    kinds, deliveries = restless_extracts
    attributes = [column for column in kinds if column != "id"]
    found = restless_house.rows(
        f"SELECT frequency_hk, frequency_hashdiff, {names(attributes)}, load_date, record_source "
        "FROM vault.sat_frequency"
    )
    assert_same_rows(found, satellite_rows(SeenIn("RESTLESS", deliveries, ["id"]), attributes))
