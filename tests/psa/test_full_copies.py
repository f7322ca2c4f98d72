"""When the log gets a full copy of a content: once the changes have piled up, with a load at the end."""

from __future__ import annotations

from pathlib import Path

import warehouse
from tests.laws.support import NOW, Delivery, deliver, make_project


def test_a_late_load_leaves_the_full_copy_to_the_next_load_at_the_end(tmp_path: Path) -> None:
    root = make_project(tmp_path / "shop")
    wh = warehouse.open(root)

    def day(number: int) -> int:
        """The day on which the one person has another name arrives: how many full copies it adds."""
        before = set((root / "psa").rglob("*.keyframe.parquet"))
        deliver(root, Delivery("people", number, (("1", f"Ann {number}", "Gouda"),)))
        wh.run(now=NOW)
        return len(set((root / "psa").rglob("*.keyframe.parquet")) - before)

    assert [day(number) for number in (2, 3, 4, 5)] == [0, 0, 0, 1]
    assert day(1) == 0
    assert day(6) == 1
    assert wh.sql("SELECT name FROM psa.crm__people").fetchall() == [("Ann 6",)]
    moment = "psa.crm__people__at(TIMESTAMP '2026-01-03 12:00:00')"
    assert wh.sql(f"SELECT name FROM {moment}").fetchall() == [("Ann 3",)]
