"""Load dates that a column of the delivery tells. A delivery with rows of several dates is a load for each.

The column is no data: it is not stored with the rows, which have their load's `load_date`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import SourceError, did_you_mean
from warehouse.project.deliveries import DateColumn
from warehouse.psa.slices import of_its_slice
from warehouse.psa.sourcefiles import Found, shown_name
from warehouse.sources.delivery import Delivery, filtered
from warehouse.sources.discover import BY_COLUMN, BY_PERSON, FoundFile, parse_load_date

if TYPE_CHECKING:
    import polars as pl

#: Days of some thirty years: a column with more tells when each row came about, not when it was extracted.
MOST_DATES = 10_000

_ISO = "as in 2026-06-01 or 2026-06-01T10:00:00"


def dates_of(found: Found) -> list[Found]:
    """The delivery once for each load date that it has rows of, in their order; as it is where no column
    tells the date.

    Of several files a date has those with rows of it. Raises SourceError where the date of a row cannot be
    told, and where a person gave another.
    """
    if found.table.holds.dated_by is None:
        return [found]
    parts: dict[dt.datetime, list[int]] = {}
    lacking = False
    for number, one in enumerate(_each_file(found)):
        dates = _dates(one)
        lacking = lacking or dates is None
        for date in dates or ():
            parts.setdefault(date, []).append(number)
    if found.dated == BY_PERSON:
        _refuse_others(found, parts)
        return [found]
    if not parts:
        if found.load_date is None:
            raise _fault(
                found,
                "has no rows in this delivery, so that nobody can tell its load date",
                "put {load_date} into `location:`, or load the file by itself with --load-date",
            )
        return [found]
    return [_of_date(found, date, parts[date]) for date in sorted(parts)]


def of_its_part(found: Found) -> Delivery:
    """The delivery, opened: the rows of its slice and load date alone, without the column of the date."""
    delivery, column = of_its_slice(found), found.table.date_column
    if column is None or column not in delivery.columns:
        return delivery
    dated_by = found.table.holds.dated_by
    assert dated_by is not None

    def taken(batch: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        import polars as pl

        if found.dated != BY_COLUMN or column not in batch.columns:
            return batch, pl.Series([True]).new_from_index(0, batch.height)
        texts = _texts(batch[column])
        mine = [text for text in texts.unique() if _moment(text, dated_by) == found.load_date]
        return batch, texts.is_in(mine).fill_null(False)

    part = filtered(delivery, taken) if found.dated == BY_COLUMN else delivery
    return _without_column(part, column)


def _without_column(delivery: Delivery, column: str) -> Delivery:
    read, kinds = delivery.read, delivery.kinds

    def without(wanted: Mapping[str, str]) -> Iterator[pl.DataFrame]:
        for batch in read(wanted):
            yield batch.drop(column, strict=False)

    return replace(
        delivery,
        columns=tuple(other for other in delivery.columns if other != column),
        read=without,
        kinds=kinds and (lambda: {c: kind for c, kind in kinds().items() if c != column}),
    )


def _each_file(found: Found) -> list[Found]:
    if not isinstance(found, FoundFile) or len(found.paths) == 1:
        return [found]
    pairs = zip(found.paths, found.names, strict=True)
    return [replace(found, path=path, paths=(path,), names=(name,)) for path, name in pairs]


def _of_date(found: Found, date: dt.datetime, files: list[int]) -> Found:
    part = replace(found, load_date=date, dated=BY_COLUMN)
    if not isinstance(part, FoundFile):
        return part
    paths = tuple(part.paths[number] for number in files)
    names = tuple(part.names[number] for number in files)
    return replace(part, path=paths[0], paths=paths, names=names)


def _dates(found: Found) -> list[dt.datetime] | None:
    """The load dates of a delivery's rows. None where the column is not there and a person gave the date."""
    delivery, column = of_its_slice(found), found.table.date_column
    dated_by = found.table.holds.dated_by
    assert column is not None
    assert dated_by is not None
    if column not in delivery.columns:
        if found.dated == BY_PERSON or not delivery.columns:
            return None
        raise _fault(
            found,
            f"has no column '{dated_by.column}' in this delivery, and that is its load date",
            f"name the column by `load_date:`, or load the file by itself with --load-date; "
            f"{did_you_mean(dated_by.column, delivery.columns)}",
        )
    known: dict[str, dt.datetime] = {}
    before = 0
    for batch in delivery.batches():
        if column not in batch.columns:
            fix = "let the source fill that column"
            raise _fault(found, f"has rows without '{column}', which is the load date", fix)
        texts = _texts(batch[column])
        moments = {text: _moment(text, dated_by) for text in texts.unique() if text not in known}
        wrong = [text for text, moment in moments.items() if moment is None]
        if wrong:
            _refuse_rows(found, delivery, texts, texts.is_in(wrong, nulls_equal=True), before)
        known |= {text: moment for text, moment in moments.items() if moment is not None}
        before += batch.height
        if len(known) > MOST_DATES:
            raise _fault(
                found,
                f"has more than {MOST_DATES:,} load dates in '{dated_by.column}'",
                "name a column with the date of the extract, not with a time of its own for each row",
            )
    return sorted(set(known.values()))


def _texts(values: pl.Series) -> pl.Series:
    """The column as texts; times in UTC; NULL where nothing stands."""
    import polars as pl

    if isinstance(values.dtype, pl.Datetime):
        if values.dtype.time_zone:
            values = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return values.dt.to_string("iso:strict")
    texts = values.cast(pl.String, strict=False).str.strip_chars(" ")
    return texts.replace("", None)


def _moment(text: str | None, dated_by: DateColumn) -> dt.datetime | None:
    """The naive UTC time that a text says; None where it says none."""
    if text is None:
        return None
    try:
        if dated_by.format is not None:
            return _in_utc(dt.datetime.strptime(text, dated_by.format))
        return parse_load_date(text) or _in_utc(dt.datetime.fromisoformat(text))
    except ValueError:
        return None


def _in_utc(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo is None else moment.astimezone(dt.UTC).replace(tzinfo=None)


def _refuse_rows(found: Found, delivery: Delivery, texts: pl.Series, wrong: pl.Series, before: int) -> None:
    """SourceError that names the first of these rows of a batch; `before` rows came in batches before it."""
    dated_by = found.table.holds.dated_by
    assert dated_by is not None
    rows = wrong.arg_true().to_list()
    text = texts[rows[0]]
    spot = delivery.places.locate(rows[:1])[0] if delivery.places is not None else None
    row = f"{spot.file}:{spot.line}" if spot is not None else f"{_shown(found)}, row {before + rows[0] + 1:,}"
    number = "A row has" if len(rows) == 1 else f"{len(rows):,} rows have"
    written = f"written like {dated_by.format}" if dated_by.format else _ISO
    what = "no load date" if text is None else f"'{text}' as the load date, which is no time {written}"
    raise SourceError(
        f"{number} {what} (column '{dated_by.column}').",
        where=f"{found.table.full_name}, {row} ({found.table.place})",
        fix="let the source fill that column"
        + (
            "" if text is None else ', or say how it is written: `load_date: {column: …, format: "%d.%m.%Y"}`'
        ),
        state="nothing of this delivery was stored",
    )


def _refuse_others(found: Found, dates: Iterable[dt.datetime]) -> None:
    others = sorted(date for date in dates if date != found.load_date)
    if others:
        assert found.table.holds.dated_by is not None
        raise _fault(
            found,
            f"is delivered for {found.load_date}, and this delivery has rows of {others[0]} "
            f"in '{found.table.holds.dated_by.column}', which is the load date",
            "leave the load date out: the column tells it",
        )


def _shown(found: Found) -> Path:
    return found.path if isinstance(found, FoundFile) else Path(shown_name(found))


def _fault(found: Found, what: str, fix: str) -> SourceError:
    return SourceError(
        f"{found.table.full_name} {what}.",
        where=f"{found.table.full_name}, {_shown(found)} ({found.table.place})",
        fix=fix,
        state="nothing of this delivery was stored",
    )
