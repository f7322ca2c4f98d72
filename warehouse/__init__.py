"""An embedded data warehouse that never forgets.

    import warehouse

    wh = warehouse.open("my_project")
    wh.load(df, "crm.customers", load_date="2026-02-06")    # a frame, an Arrow table or a file, into the log
    wh.run()                                                # load, build, check, publish, report
    wh.sql("SELECT * FROM marts.dim_customer").pl()         # a DuckDB relation: .pl(), .df(), .arrow()
    wh.table("dim_customer").as_of("2026-02-07").pl()
    wh.history("crm.customers", "C001")
    wh.loads()

Everything that can go wrong is a WarehouseError; warehouse.errors draws the tree.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from warehouse.api import Warehouse

__all__ = ["WarehouseError", "open"]


def open(project: str | Path = ".") -> Warehouse:
    """The project in this folder, or in the nearest one above it.

    Raises UsageError where there is no project, DeclarationError where one of its files is wrong.
    """
    from warehouse.api import Warehouse
    from warehouse.project.project import read_project
    from warehouse.project.settings import find_project

    return Warehouse(read_project(find_project(Path(project))))
