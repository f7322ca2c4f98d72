"""A calendar is declared in YAML alone; an independent one in plain Python says what its rows must be."""

from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path

import pytest

from models.support import Shop
from warehouse.errors import DeclarationError

COLUMNS = (
    *("date_day", "year", "quarter", "month", "month_name", "iso_year", "iso_week", "day_of_month"),
    *("day_of_year", "day_of_week", "day_name", "is_weekend", "first_of_month", "last_of_month"),
)


def _declared(config: str) -> dict[str, str]:
    text = f"models:\n  - name: dim_date\n    config: {{materialized: date_spine, {config}}}\n"
    return {"models/marts/dates.yml": text}


def _expected(day: dt.date) -> tuple[object, ...]:
    last = calendar.monthrange(day.year, day.month)[1]
    iso = day.isocalendar()
    return (
        *(day, day.year, (day.month + 2) // 3, day.month, calendar.month_name[day.month]),
        *(iso.year, iso.week, day.day, day.timetuple().tm_yday, iso.weekday),
        *(calendar.day_name[day.weekday()], day.weekday() > 4, day.replace(day=1), day.replace(day=last)),
    )


def test_a_calendar_of_days_has_both_its_ends_and_the_columns_of_each_day(tmp_path: Path) -> None:
    shop = Shop.of(tmp_path, _declared("start_date: 2019-12-28, end_date: 2028-03-01"))
    shop.sold(1, (1, "2026-05-31", 5))
    assert shop.run().exit_code == 0
    days = [dt.date(2019, 12, 28) + dt.timedelta(days=n) for n in range(2987)]
    assert days[-1] == dt.date(2028, 3, 1)
    found = shop.rows(f"SELECT {', '.join(COLUMNS)} FROM marts.dim_date ORDER BY 1")
    assert found == [_expected(day) for day in days]
    assert [name for (name, *_) in shop.rows("DESCRIBE marts.dim_date")] == list(COLUMNS)


@pytest.mark.parametrize(
    ("datepart", "days"),
    [
        ("week", ["2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"]),
        ("month", ["2026-01-01", "2026-02-01"]),
        ("quarter", ["2026-01-01"]),
        ("year", ["2026-01-01"]),
    ],
)
def test_a_longer_part_begins_with_the_one_that_holds_the_first_date(
    tmp_path: Path, datepart: str, days: list[str]
) -> None:
    shop = Shop.of(tmp_path, _declared(f"start_date: 2026-01-15, end_date: 2026-02-08, datepart: {datepart}"))
    shop.sold(1, (1, "2026-05-31", 5))
    shop.run()
    found = shop.rows("SELECT CAST(date_day AS VARCHAR) FROM marts.dim_date ORDER BY 1")
    assert [day for (day,) in found] == days


def test_the_ends_may_come_from_a_column_and_follow_it(tmp_path: Path) -> None:
    shop = Shop.of(tmp_path, _declared("from: shop.sales.day, start_date: 2026-05-30"))
    ends = "SELECT CAST(min(date_day) AS VARCHAR), CAST(max(date_day) AS VARCHAR) FROM marts.dim_date"
    shop.sold(1, (1, "2026-05-31", 5))
    shop.run()
    assert shop.rows(ends) == [("2026-05-30", "2026-05-31")]
    shop.sold(2, (1, "2026-05-31", 5), (2, "2026-06-02", 7))
    shop.run()
    assert shop.rows(ends) == [("2026-05-30", "2026-06-02")]
    shop.sold(3, (1, "2026-05-31", 5), (2, "2026-06-02", 8))
    shop.run()
    before = shop.rows("FROM marts.dim_date ORDER BY ALL")
    again = shop.run()
    assert [model.outcome for model in again.models] == ["unchanged"]
    (tmp_path / ".warehouse" / "state.duckdb").unlink()
    shop.run()
    assert shop.rows("FROM marts.dim_date ORDER BY ALL") == before


def test_a_model_s_column_may_give_the_ends(tmp_path: Path) -> None:
    files = _declared("from: recent.day")
    files["models/marts/recent.sql"] = "SELECT day FROM {{ source('shop', 'sales') }} WHERE amount > 5"
    shop = Shop.of(tmp_path, files)
    shop.sold(1, (1, "2026-05-30", 5), (2, "2026-06-02", 7), (3, "2026-06-04", 9))
    shop.run()
    assert shop.rows("SELECT count(*), max(day_name) FROM marts.dim_date") == [(3, "Wednesday")]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("start_date: 2026-01-01", "give start_date and end_date"),
        ("start_date: 2026-01-02, end_date: 2026-01-01", "let end_date be start_date or later"),
        ("start_date: soon, end_date: 2026-01-01", "'start_date' cannot be 'soon'"),
        ("start_date: 2026-01-01, end_date: 2026-01-02, datepart: hour", "'datepart' cannot be 'hour'"),
        ("from: sales", "'from' cannot be 'sales'"),
        ("from: shop.sale.day", "There is no source table 'shop.sale'"),
        ("start: 2026-01-01, end_date: 2026-01-02", "There is no key 'start' here"),
    ],
)
def test_a_wrong_declaration_is_named_with_its_place(tmp_path: Path, config: str, words: str) -> None:
    shop = Shop.of(tmp_path, _declared(config))
    with pytest.raises(DeclarationError) as raised:
        shop.run()
    assert words in str(raised.value)
    assert "dates.yml:" in str(raised.value)
