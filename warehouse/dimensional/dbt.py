"""What a dbt snapshot shows of its versions, under dbt's column names."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.project.dimensions import SnapshotShape
from warehouse.templates import render


def as_dbt(config: SnapshotShape, shown: Mapping[str, str], is_gone: str) -> dict[str, str]:
    """The expressions of a dimension's view (`shown`, by name) as a snapshot's: the columns, then dbt's."""
    own = ("dbt_scd_id", "valid_from", "valid_to")
    scd_id, starts, ends = (shown[column] for column in own)
    if config.to_current is not None:
        ends = render("dimensional/fragments/end_or", ends=ends, instead=config.to_current)
    added = {
        "dbt_scd_id": render("dimensional/fragments/hex_id", value=scd_id),
        "dbt_updated_at": starts,
        "dbt_valid_from": starts,
        "dbt_valid_to": ends,
    }
    if config.shows_deleted:
        added["dbt_is_deleted"] = render("dimensional/fragments/deleted_word", is_gone=is_gone)
    columns = {column: value for column, value in shown.items() if column not in own}
    return {**columns, **{config.names[column]: value for column, value in added.items()}}
