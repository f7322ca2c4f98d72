"""What a change of each column of a dimension does: the column's role, type 0, 1, 2, 3 or 6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from warehouse.errors import DeclarationError, did_you_mean
from warehouse.project.dimensions import Scd1Shape, Scd2Shape
from warehouse.project.models import ModelDecl
from warehouse.psa.hashes import MD5, row_hash

#: Columns that a dimension adds to those it is made from.
OWN_COLUMNS = ("valid_from", "valid_to", "is_current", "is_deleted", "load_id", "_tracked")

#: Where the first version of a key begins with `first_valid_from: beginning`.
BEGINNING = "TIMESTAMP '1900-01-01 00:00:00'"


@dataclass(frozen=True)
class Roles:
    """The columns (name → type) of a dimension and what their changes do.

    `tracked` open a version (type 2); `overwritten` show their newest value on all versions (1), `kept` their
    first one (0); `previous` also show the value before the present one (3), `current` also the newest (6).
    `is_log_key`: the key is that of a source table, so that no part of it is ever NULL.
    """

    key: tuple[str, ...]
    columns: dict[str, str]
    tracked: tuple[str, ...]
    overwritten: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    is_log_key: bool = False

    @classmethod
    def of(
        cls,
        model: ModelDecl,
        config: Scd1Shape | Scd2Shape,
        columns: dict[str, str],
        *,
        is_log_key: bool = False,
    ) -> Roles:
        """The roles that a configuration gives the columns; DeclarationError where it cannot."""
        key = tuple(config.unique_key)
        rest = [c for c in columns if c not in key and c not in config.keep]
        if isinstance(config, Scd1Shape):
            overwritten, tracked, current = rest, [], []
        else:
            overwritten, current = config.overwrite, config.current
            tracked = config.track if config.track is not None else [c for c in rest if c not in overwritten]
        roles = cls(
            key,
            columns,
            tuple(tracked),
            tuple(overwritten),
            tuple(config.keep),
            tuple(config.previous),
            tuple(current),
            is_log_key,
        )
        roles._check(model)
        return roles

    @property
    def untracked(self) -> list[str]:
        """Columns without a role: they show their value at the beginning of each version."""
        with_role = {*self.key, *self.tracked, *self.overwritten, *self.kept}
        return [c for c in self.columns if c not in with_role]

    @property
    def tracked_hash(self) -> str:
        """What opens a version, as one hash over the columns."""
        return f"CAST({row_hash({c: self.columns[c] for c in self.tracked})} AS UUID)"

    @property
    def present(self) -> set[str]:
        """Columns that are the same on all versions of a key."""
        return {*self.overwritten, *self.kept}

    @property
    def remembered(self) -> dict[str, str]:
        """The columns previous_<c> with their types."""
        return {f"previous_{c}": self.columns[c] for c in self.previous}

    @property
    def stored(self) -> dict[str, str]:
        """The columns of the table of open versions, without those of time."""
        return {**self.columns, **self.remembered}

    @property
    def stored_closed(self) -> dict[str, str]:
        """The columns of the table of closed versions: those that differ between versions."""
        gone = self.present | {f"previous_{c}" for c in self.previous if c in self.overwritten}
        return {c: kind for c, kind in self.stored.items() if c not in gone}

    def surrogate(self, kind: str) -> str:
        """The surrogate of (key, valid_from) as an expression: a UUID, or 63 bits of it as a number."""
        from warehouse.templates import render

        value = row_hash({**{c: self.columns[c] for c in self.key}, "valid_from": "TIMESTAMP"})
        if kind == "integer":
            return render("hashes/whole_number", value=value)
        return MD5.to_file(value)

    def _check(self, model: ModelDecl) -> None:
        config: Any = model.config
        self._check_beginning(model, getattr(config, "valid_from", "load_date"))
        named = {
            "unique_key": self.key,
            "track": self.tracked,
            "overwrite": self.overwritten,
            "keep": self.kept,
            "previous": self.previous,
            "current": self.current,
        }
        for option, listed in named.items():
            for column in listed:
                if column not in self.columns:
                    raise DeclarationError(
                        f"There is no column '{column}' for `{_said(model, option)}`.",
                        where=model.place,
                        fix=did_you_mean(column, self.columns),
                    )
        roles = [("unique_key", self.key), ("track", self.tracked), ("keep", self.kept)]
        if isinstance(config, Scd2Shape):
            roles.append(("overwrite", self.overwritten))
        self._refuse_two_roles(model, roles)
        self._refuse_idle(model, "previous", {*self.tracked, *self.overwritten}, "`track` or `overwrite`")
        self._refuse_idle(model, "current", set(self.tracked), "`track`")
        added = (*(config.added if isinstance(config, Scd2Shape) else OWN_COLUMNS), *self.remembered)
        added += tuple(f"current_{c}" for c in self.current)
        taken = [c for c in self.columns if c.lower() in [a.lower() for a in added]]
        if taken:
            raise DeclarationError(
                f"There is a column '{taken[0]}', which the dimension adds itself.",
                where=model.place,
                fix=f"give the column another name: `rename: {{{taken[0]}: source_{taken[0]}}}` on a source "
                "table, AS in a SELECT",
            )

    def _check_beginning(self, model: ModelDecl, column: str) -> None:
        if column == "load_date":
            return
        kind = self.columns.get(column)
        if kind is None:
            raise DeclarationError(
                f"There is no column '{column}' for `{_said(model, 'valid_from')}`.",
                where=model.place,
                fix=did_you_mean(column, ["load_date", *self.columns]),
            )
        if not kind.startswith(("DATE", "TIMESTAMP")):
            raise DeclarationError(
                f"`{_said(model, 'valid_from')}` names '{column}', a {kind}, which is no moment.",
                where=model.place,
                fix="name a column of dates or timestamps; `data_type:` on the column declares its type",
            )

    def _refuse_two_roles(self, model: ModelDecl, roles: list[tuple[str, tuple[str, ...]]]) -> None:
        seen: dict[str, str] = {}
        for option, listed in roles:
            for column in listed:
                if column in seen:
                    raise DeclarationError(
                        f"The column '{column}' stands under `{seen[column]}` and under `{option}`.",
                        where=model.place,
                        fix="a column has one role; keep one of the two",
                    )
                seen[column] = option

    def _refuse_idle(self, model: ModelDecl, option: str, allowed: set[str], needs: str) -> None:
        for column in getattr(self, option):
            if column not in allowed:
                raise DeclarationError(
                    f"`{option}` names '{column}', whose changes the dimension does not follow.",
                    where=model.place,
                    fix=f"name it under {needs} too",
                )


def _said(model: ModelDecl, option: str) -> str:
    return model.config.said(option) if isinstance(model.config, Scd2Shape) else option
