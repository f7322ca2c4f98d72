"""The versions of a dimension in two tables: closed ones, only ever added to, and the last one of each key.

Both lie in `_store` under one view. A key's last version stays when the key is gone (`_is_gone`), because it
remembers what a later version needs: the first values, the previous ones, the newest ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from warehouse.database import Database
from warehouse.dimensional.dbt import as_dbt
from warehouse.dimensional.roles import BEGINNING, Roles
from warehouse.errors import BuildError
from warehouse.project.dimensions import Scd1Shape, Scd2Shape, SnapshotShape
from warehouse.project.models import ModelDecl
from warehouse.templates import literal, name, relation, render

#: A load's place in time, and the same by day.
BY_LOAD = "load_date"
BY_DAY = "date_trunc('day', load_date)"


@dataclass(frozen=True)
class Versions:
    """The tables of one dimension. Events come with its columns, _op, load_date, load_seq, load_id."""

    model: ModelDecl
    config: Scd1Shape | Scd2Shape
    roles: Roles

    def empty(self, database: Database) -> None:
        """(Re)create both tables and the view without rows."""
        flags = {"_is_gone": "BOOLEAN", "_is_first": "BOOLEAN"}
        times = {"valid_from": "TIMESTAMP", "valid_to": "TIMESTAMP"}
        closed = {**self._closed_columns, **times, "load_id": "UUID", **flags}
        open_ = {
            **self._open_columns,
            "valid_from": "TIMESTAMP",
            "load_id": "UUID",
            "_tracked": "UUID",
            **flags,
        }
        database.run(render("psa/create_current", relation=self._closed, columns=closed))
        database.run(render("psa/create_current", relation=self._open, columns=open_))
        self._make_view(database)

    def advance(
        self, database: Database, events: str, everything: Callable[[], str], *, at_once: bool
    ) -> int:
        """Take in events (a SELECT) that come after those taken in before; the number of versions that began.

        Of each key and load date they have one event at most, and `at_once` of each key. `everything` gives a
        SELECT of all events, for keys whose states begin before their last version.
        """
        is_empty = not database.value(f"SELECT count(*) FROM {self._open}")
        if is_empty and at_once and self.is_by_load:
            return self._begin(database, events)
        self._keep_arriving(database, events)
        if self.is_by_load or is_empty:
            return self._add(database)
        names = {"key": self.roles.key, "load_moment": self._load_moment}
        backdated = render("dimensional/backdated", arriving="temp.arriving", open=self._open, **names)
        database.run(render("psa/keep", relation="backdated", select=backdated))
        if database.value("SELECT count(*) FROM temp.backdated"):
            again = {"events": everything(), "keys": "temp.backdated", "key": self.roles.key}
            self._forget(database, "temp.arriving", "temp.backdated")
            select = self._arriving(render("dimensional/events_of_keys", **again))
            database.run(render("models/insert", relation="temp.arriving", select=select))
            for table in (self._open, self._closed):
                self._forget(database, table, "temp.backdated")
        return self._add(database)

    def restate(self, database: Database, events: str, keys: str) -> int:
        """Make some keys' versions anew from all their events; the number of versions that began."""
        for table in (self._open, self._closed):
            self._forget(database, table, keys)
        self._keep_arriving(database, events)
        return self._add(database)

    def _begin(self, database: Database, events: str) -> int:
        own = {
            **{c: name(c) for c in self.roles.columns},
            **{c: f"CAST(NULL AS {kind})" for c, kind in self.roles.remembered.items()},
        }
        database.run(
            render(
                "dimensional/first_versions",
                open=self._open,
                events=events,
                columns=list(self.roles.columns),
                tracked=self.roles.tracked_hash,
                moment=self._moment,
                outputs={**self._surrogate(), **own},
            )
        )
        self._check_surrogates(database, self._open)
        return int(database.value(f"SELECT count(*) FROM {self._open}"))

    def _keep_arriving(self, database: Database, events: str) -> None:
        database.run(render("psa/keep", relation="arriving", select=self._arriving(events)))

    def _add(self, database: Database) -> int:
        database.run(render("psa/keep", relation="versions", select=self._versions()))
        self._forget(database, self._open, "temp.arriving")
        own = {"versions": "temp.versions", "is_version": self._is_version}
        if isinstance(self.config, Scd2Shape):
            columns = list(self._closed_columns)
            database.run(render("dimensional/add_closed", closed=self._closed, columns=columns, **own))
        columns = list(self._open_columns)
        database.run(
            render("dimensional/add_open", open=self._open, versions="temp.versions", columns=columns)
        )
        self._check_surrogates(database, "temp.versions")
        return int(database.value(render("dimensional/began", **own)))

    def _arriving(self, events: str) -> str:
        return render(
            "dimensional/arriving",
            events=events,
            columns=list(self.roles.columns),
            tracked=self.roles.tracked_hash,
            moment=self._moment,
            counts="NOT _is_gone" if self.config.deletes == "ignore" else "true",
        )

    def _versions(self) -> str:
        roles = self.roles
        known = render(
            "dimensional/known",
            arriving="temp.arriving",
            open=self._open,
            key=roles.key,
            never_null=roles.is_log_key,
            new_values={
                **{c: name(c) for c in roles.columns},
                **{c: f"CAST(NULL AS {kind})" for c, kind in roles.remembered.items()},
            },
            seed_values={c: f"o.{name(c)}" for c in roles.stored},
        )
        placing = "placed_by_load" if self.is_by_load else "placed_by_column"
        moments = render(
            f"dimensional/{placing}",
            known=known,
            key=roles.key,
            carried=list(roles.stored),
            load_moment=self._load_moment,
        )
        return render(
            "dimensional/versions",
            moments=moments,
            key=roles.key,
            never_null=roles.is_log_key,
            carried=list(roles.stored),
            compared=self._compared(),
            walked=self._walked(),
            lasting=self._lasting(),
            outputs=self._outputs(),
        )

    def _compared(self) -> dict[str, str]:
        found = {
            "_position": "count(_tracked) OVER life",
            "_tracked_before": "lag(_tracked) OVER life",
            "_was_gone": "lag(_is_gone) OVER life",
        }
        for c in self.roles.previous:
            found[f"_before_{c}"] = f"lag({name(c)}) OVER life"
        return found

    def _walked(self) -> dict[str, str]:
        """Kept columns have their first value; previous ones the value before the last change."""
        found = {c: name(c) for c in self.roles.stored}
        for c in self.roles.kept:
            found[c] = render("dimensional/fragments/first_value", column=name(c))
        for c in self.roles.previous:
            found[f"previous_{c}"] = render(
                "dimensional/fragments/previous_value",
                column=name(c),
                before=name(f"_before_{c}"),
                previous=name(f"previous_{c}"),
            )
        return found

    def _lasting(self) -> dict[str, str]:
        """Overwritten columns have their newest value."""
        found = {c: name(c) for c in (*self.roles.stored, "load_id")}
        for c in self.roles.stored:
            if c.removeprefix("previous_") in self.roles.overwritten and c not in self._closed_columns:
                found[c] = f"last_value({name(c)}) OVER whole_life"
        if isinstance(self.config, Scd1Shape):
            found["load_id"] = "last_value(load_id) OVER whole_life"
        return found

    def _outputs(self) -> dict[str, str]:
        found = {c: name(c) for c in self.roles.stored}
        for c in self.roles.untracked:  # a deletion shows what the version that it ends showed
            found[c] = f"CASE WHEN _is_gone AND NOT _is_seed THEN lag({name(c)}) OVER life ELSE {name(c)} END"
        return found | self._surrogate()

    def _surrogate(self) -> dict[str, str]:
        if isinstance(self.config, Scd2Shape) and self.config.surrogate_key:
            return {self.config.surrogate_key: self.roles.surrogate(self.config.surrogate_type)}
        return {}

    def _make_view(self, database: Database) -> None:
        own = {"relation": self._relation, "open": self._open, "is_version": self._is_version}
        if isinstance(self.config, Scd1Shape):
            values = {
                **{c: name(c) for c in self._open_columns},
                "is_deleted": "_is_gone",
                "load_id": "load_id",
            }
            database.run(render("dimensional/scd1_view", **own, values=values))
            return
        template = "view_with_present" if self.roles.present or self.roles.current else "view"
        database.run(
            render(
                f"dimensional/{template}",
                **own,
                closed=self._closed,
                key=self.roles.key,
                closed_values=self._shown("c"),
                open_values=self._shown("o"),
            )
        )

    def _shown(self, side: str) -> dict[str, str]:
        """What the view shows of closed versions (c) or of last ones (o)."""
        assert isinstance(self.config, Scd2Shape)
        found = {c: f"{side if c in self._closed_columns else 'o'}.{name(c)}" for c in self._open_columns}
        found |= {f"current_{c}": f"o.{name(c)}" for c in self.roles.current}
        starts, ends = f"{side}.valid_from", f"{side}.valid_to"
        if self.config.first_valid_from == "beginning":
            starts = f"CASE WHEN {side}._is_first THEN {BEGINNING} ELSE {starts} END"
        if self._is_by_day:
            starts, ends = f"CAST({starts} AS DATE)", f"CAST({ends} - INTERVAL 1 DAY AS DATE)"
        if side == "o":
            ends = f"CAST({literal(self.config.open_end)} AS {'DATE' if self._is_by_day else 'TIMESTAMP'})"
        found |= {"valid_from": starts, "valid_to": ends}
        is_current = "true" if side == "o" else "false"
        if isinstance(self.config, SnapshotShape):
            return as_dbt(self.config, found, f"{side}._is_gone")
        return {
            **found,
            "is_current": is_current,
            "is_deleted": f"{side}._is_gone",
            "load_id": f"{side}.load_id",
        }

    def _check_surrogates(self, database: Database, began: str) -> None:
        config = self.config
        if isinstance(config, Scd1Shape) or config.surrogate_key is None or config.surrogate_type == "hash":
            return
        names = {"closed": self._closed, "open": self._open, "versions": began}
        doubled = database.rows(
            render("dimensional/doubled_surrogates", **names, surrogate=config.surrogate_key)
        )
        if doubled:
            raise BuildError(
                f"Two versions have one surrogate number: {', '.join(str(n) for (n,) in doubled)}.",
                where=self.model.place,
                fix="use `surrogate_type: hash`, whose numbers are twice as long",
                state="the dimension was left as it was",
            )

    def _forget(self, database: Database, table: str, keys: str) -> None:
        own = {"key": self.roles.key, "never_null": self.roles.is_log_key}
        database.run(render("dimensional/forget_keys", relation=table, keys=keys, **own))

    @property
    def _relation(self) -> str:
        return relation(self.model.schema, self.model.identifier)

    @property
    def _closed(self) -> str:
        return relation("_store", f"{self.model.schema}__{self.model.name}__closed")

    @property
    def _open(self) -> str:
        return relation("_store", f"{self.model.schema}__{self.model.name}__open")

    @property
    def _surrogate_type(self) -> dict[str, str]:
        config = self.config
        if isinstance(config, Scd1Shape) or config.surrogate_key is None:
            return {}
        return {config.surrogate_key: "UUID" if config.surrogate_type == "hash" else "BIGINT"}

    @property
    def _open_columns(self) -> dict[str, str]:
        return {**self._surrogate_type, **self.roles.stored}

    @property
    def _closed_columns(self) -> dict[str, str]:
        return {**self._surrogate_type, **self.roles.stored_closed}

    @property
    def _is_version(self) -> str:
        return "_tracked IS NOT NULL" if self.config.deletes == "flag" else "NOT _is_gone"

    @property
    def is_by_load(self) -> bool:
        """Whether states begin where their loads do, so that what arrives later never begins earlier."""
        return self._moment == BY_LOAD

    @property
    def _is_by_day(self) -> bool:
        return isinstance(self.config, Scd2Shape) and self.config.valid_to == "inclusive"

    @property
    def _load_moment(self) -> str:
        return BY_DAY if self._is_by_day else BY_LOAD

    @property
    def _moment(self) -> str:
        if isinstance(self.config, Scd1Shape) or self.config.valid_from == "load_date":
            return self._load_moment
        moment = f"CAST(coalesce({name(self.config.valid_from)}, load_date) AS TIMESTAMP)"
        return f"date_trunc('day', {moment})" if self._is_by_day else moment
