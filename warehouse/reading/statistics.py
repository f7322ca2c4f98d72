"""Questions to the published statistics: what the newest loads held, how the log grew, what was unusual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from warehouse.errors import UsageError
from warehouse.reading.published import Answer, Reader
from warehouse.templates import render


@dataclass(frozen=True)
class Statistics:
    """The statistics of one table or of all, over the newest days of load dates.

    `loads`: a row per load (records, distinct keys, smallest and largest key, what changed, bytes) ·
    `growth`: a row per table (loads, bytes, bytes that plain copies would take, over all time) ·
    `anomalies`: loads with unusually many or few rows · `drift`: loads with other columns or types.
    """

    loads: Answer
    growth: Answer
    anomalies: Answer
    drift: Answer

    def to_dict(self) -> dict[str, list[dict[str, Any]]]:
        """The four as lists of rows by column name."""
        parts = {"loads": self.loads, "growth": self.growth, "anomalies": self.anomalies, "drift": self.drift}
        return {
            part: [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
            for part, answer in parts.items()
        }


def statistics(reader: Reader, table: str | None = None, days: int = 30) -> Statistics:
    """The statistics of SOURCE.TABLE, or of all tables. Days count back from the newest load date.

    Raises UsageError for an unknown table, or when the published file is older than the statistics.
    """
    if days < 0:
        raise UsageError(f"{days} days cannot be looked back.", fix="give a number of days, such as 30")
    names = {"source_table": reader.source_named(table) if table else None, "days": days}
    return Statistics(
        loads=reader.query(render("read/load_statistics", **names)),
        growth=reader.query(render("read/growth_of_tables", source_table=names["source_table"])),
        anomalies=reader.query(render("read/since", view="meta.anomalies", **names)),
        drift=reader.query(render("read/since", view="meta.drift", **names)),
    )
