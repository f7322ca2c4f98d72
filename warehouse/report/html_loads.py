"""The page's loads: those of this run, those in quarantine, and the whole ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warehouse.report.facts import LoadFacts, RunFacts
from warehouse.report.markup import Markup, tag, together
from warehouse.report.tables import Cell, Number, Row, table
from warehouse.report.verdict import is_quarantined, waiting
from warehouse.report.wording import count, counted, moment, size

#: The newest loads that the ledger on the page shows; the database keeps all.
LEDGER_LOADS = 500

_SIGNS = {"accepted": "✓", "quarantined": "✕", "rejected": "–"}


def loads_of_run(facts: RunFacts) -> Markup:
    """What this run took in, load by load."""
    loads = [load for load in facts.loads if load.is_new]
    if not loads:
        words = "No load was new in this run." if facts.loads else "No loads yet: nothing has been delivered."
        return tag("p", words, class_="empty")
    extra = [name for name in ("deleted", "duplicate", "rejected") if any(getattr(x, name) for x in loads)]
    is_sliced = any(load.slice is not None for load in loads)
    columns = ["Table", *(["Slice"] if is_sliced else []), "Load date", "Status"]
    counts = ["Read", "New", "Changed", "Unchanged", "Removed", *map(str.capitalize, extra), "Rows after"]
    rows = (
        Row(
            [
                *_table(load, is_sliced),
                *(load_moment(load), status(load)),
                *(load.read, load.new, load.changed, load.unchanged, load.ended),
                *(getattr(load, name) for name in extra),
                load.row_count,
            ],
            below=_points([*load.reasons, *load.notes]),
        )
        for load in loads
    )
    return table("Loads of this run", [*columns, *map(Number, counts)], rows)


def quarantined_loads(facts: RunFacts) -> Markup:
    """Each load that is kept out, with the reasons; empty if there is none."""
    return together(_quarantined(load) for load in reversed(waiting(facts.loads)))


def _quarantined(load: LoadFacts) -> Markup:
    when = "in this run" if load.is_new else "in an earlier run"
    return tag(
        "article",
        tag("h3", load.about, ", load date ", load_moment(load)),
        _points(load.reasons) or tag("p", "No reason is recorded."),
        tag(
            "p",
            f"Quarantined {when}: {counted(load.read, 'row')} from ",
            tag("code", load.source_file),
            " (load ",
            tag("code", load.load_id),
            "). Nothing of it is in the tables; the extract is kept whole.",
            class_="muted",
        ),
        tag(
            "p",
            "If it is right, ",
            tag("code", f"warehouse accept {load.load_id[:8]}"),
            "; if not, ",
            tag("code", f"warehouse reject {load.load_id[:8]}"),
            " or deliver a corrected file for its load date.",
        ),
        class_="card bad-edge",
    )


def ledger(loads: Sequence[LoadFacts]) -> Markup:
    """Every load, the newest first, folded; a long ledger is cut and says so."""
    if not loads:
        return tag("p", "The ledger has no loads yet.", class_="empty")
    shown = loads[-LEDGER_LOADS:]
    cut = len(loads) > len(shown)
    counts = "Read New Changed Unchanged Removed Deleted Duplicate Rejected".split()
    numbers = map(Number, [*counts, "Rows after", "Extract", "Stored"])
    is_sliced = any(load.slice is not None for load in shown)
    columns = ["Table", *(["Slice"] if is_sliced else []), "Load date", Number("Seq"), "Status"]
    columns += [*numbers, "File", "Load"]
    rows = (_entry(load, is_sliced) for load in reversed(shown))
    note = f"The newest {count(LEDGER_LOADS)} of {counted(len(loads), 'load')}; meta.loads has all of them."
    return tag(
        "details",
        tag("summary", f"Show {'the newest ' + count(len(shown)) if cut else counted(len(shown), 'load')}"),
        tag("p", note, class_="muted") if cut else "",
        tag("div", table("Load ledger", columns, rows), class_="ledger"),
    )


def _entry(load: LoadFacts, is_sliced: bool) -> Row:
    cells: list[Cell] = [*_table(load, is_sliced), load_moment(load), load.load_seq, status(load)]
    cells += [load.read, load.new, load.changed, load.unchanged, load.ended]
    cells += [load.deleted, load.duplicate, load.rejected, load.row_count]
    cells += [size(load.source_bytes), size(load.bytes_stored)]
    cells += [tag("code", load.source_file), tag("code", load.load_id)]
    return Row(cells)


def _table(load: LoadFacts, is_sliced: bool) -> list[Cell]:
    return [load.table, load.slice or ""] if is_sliced else [load.table]


def load_moment(load: LoadFacts) -> Markup:
    """The load date, with its number if it was delivered again."""
    again = f" (no. {load.load_seq})" if load.load_seq > 1 else ""
    return tag("span", moment(load.load_date) + again, class_="nowrap")


def status(load: LoadFacts) -> Markup:
    """Accepted or quarantined as sign and word."""
    class_ = "mark bad" if is_quarantined(load) else "mark"
    return tag("span", f"{_SIGNS.get(load.status, '·')} {load.status}", class_=class_)


def _points(texts: Iterable[str]) -> Markup | None:
    points = [tag("li", point) for point in texts]
    return tag("ul", *points) if points else None
