"""Is a SELECT row-wise, and if so: the same SELECT over change events instead of rows.

Row-wise is one source, and nothing but projections, filters and expressions, through views, subqueries and
CTEs. Such a SELECT maps each change of a source row to one of a result row; a row that a filter drops is
a deletion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlglot import exp

#: What stands for the events in the rewritten SELECT, and the columns they carry through every layer.
EVENTS = "_the_events"
CARRIED = ("_event_op", "_event_date", "_event_seq", "_event_load")


class NotRowWise(Exception):
    """Why a SELECT is not row-wise."""


@dataclass(frozen=True)
class RowWise:
    """A row-wise SELECT: its text over EVENTS, the flags that say whether a row passes, the source's name."""

    text: str
    flags: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class _Layer:
    """One SELECT rewritten: with the columns carried, its flags, and where a column of it comes from."""

    select: exp.Select
    flags: tuple[str, ...]
    source: str
    origin: Callable[[str], str | None]


def row_wise(
    select: str,
    relations: Mapping[tuple[str, str], str],
    views: Mapping[str, str],
    is_scalar: Callable[[str], bool],
    *,
    joins: bool = False,
) -> tuple[RowWise, Callable[[str], str | None]]:
    """The SELECT over events, and for a column of its result the source column that it is. Raises NotRowWise.

    With `joins`, inner and left joins to other relations may follow the source; the text is of no use then.
    `relations` maps (schema, name) to the source table or view it is; `views` has the SELECTs of the views.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    rewriter = _Rewriter(relations, views, is_scalar, joins)
    try:
        layer = rewriter.layer(sqlglot.parse_one(select, read="duckdb"), {})
        text = layer.select.sql(dialect="duckdb")
    except SqlglotError as error:
        raise NotRowWise(f"it could not be parsed: {error}") from error
    return RowWise(text, layer.flags, layer.source), layer.origin


class _Rewriter:
    def __init__(
        self,
        relations: Mapping[tuple[str, str], str],
        views: Mapping[str, str],
        is_scalar: Callable[[str], bool],
        joins: bool,
    ) -> None:
        self._joins = joins
        self._relations = relations
        self._views = views
        self._is_scalar = is_scalar

    def layer(self, tree: Any, ctes: Mapping[str, Any]) -> _Layer:
        from sqlglot import exp

        while isinstance(tree, exp.Subquery | exp.Paren):
            tree = tree.this
        if not isinstance(tree, exp.Select):
            raise NotRowWise(f"it has a {tree.key}")
        self._refuse_more(tree)
        with_ = tree.args.get("with_") or tree.args.get("with")
        if with_ is not None:
            if with_.args.get("recursive"):
                raise NotRowWise("it is recursive")
            ctes = {**ctes, **{cte.alias.lower(): (cte.this, ctes) for cte in with_.expressions}}
        inner, source = self._source(tree, ctes)
        self._refuse_functions(tree)
        return self._rewritten(tree, inner, source)

    def _source(self, tree: Any, ctes: Mapping[str, Any]) -> tuple[_Layer | None, Any]:
        """What a SELECT reads: another layer, or nothing where it is the source table itself."""
        from sqlglot import exp

        from_ = tree.args.get("from_") or tree.args.get("from")
        if from_ is None:
            raise NotRowWise("it reads nothing")
        source = from_.this
        if isinstance(source, exp.Subquery):
            return self.layer(source.this, ctes), source
        if not isinstance(source, exp.Table) or source.args.get("joins") or source.args.get("sample"):
            raise NotRowWise(f"it reads a {source.key}")
        if not source.db and source.name.lower() in ctes:
            inner, outer_ctes = ctes[source.name.lower()]
            return self.layer(
                inner, {k: v for k, v in ctes.items() if k != source.name.lower()} | outer_ctes
            ), source
        known = self._relations.get((source.db, source.name))
        if known is None:
            raise NotRowWise(f"it reads {source.sql(dialect='duckdb')}")
        if known in self._views:
            import sqlglot

            return self.layer(sqlglot.parse_one(self._views[known], read="duckdb"), {}), source
        return None, source

    def _rewritten(self, tree: Any, inner: _Layer | None, source: Any) -> _Layer:
        from sqlglot import exp

        alias = source.alias or source.name
        if inner is None:
            table = exp.to_table(EVENTS, dialect="duckdb")
            below: Any = exp.alias_(table, alias, table=True, quoted=True)
            flags: tuple[str, ...] = ()
            name = self._relations[(source.db, source.name)]
        else:
            below = inner.select.subquery(exp.to_identifier(alias, quoted=True) if alias else None)
            flags, name = inner.flags, inner.source
        where = tree.args.get("where")
        projections = [projection.copy() for projection in tree.expressions]
        is_star = any(p.is_star for p in projections)
        if not is_star:
            projections += [exp.column(c, quoted=True) for c in (*CARRIED, *flags)]
        if where is not None:
            flag = f"_passes_{len(flags) + 1}"
            passes = exp.func("coalesce", exp.paren(where.this.copy()), exp.false(), dialect="duckdb")
            projections.append(exp.alias_(passes, flag, quoted=True))
            flags = (*flags, flag)
        select = exp.select(*projections).from_(below)
        return _Layer(select, flags, name, lambda column: _origin(tree.expressions, inner, column, alias))

    def _refuse_more(self, tree: Any) -> None:
        allowed = {"expressions", "from", "from_", "where", "with", "with_", "kind", "hint"}
        if self._joins and all(_keeps_rows(join) for join in tree.args.get("joins") or []):
            allowed.add("joins")
        more = [key for key, value in tree.args.items() if value and key not in allowed]
        if more:
            raise NotRowWise(f"it has {', '.join(more)}")

    def _refuse_functions(self, tree: Any) -> None:
        from sqlglot import exp

        forbidden = (exp.AggFunc, exp.Window, exp.Query, exp.UDTF, exp.Explode, exp.Columns)
        where = tree.args.get("where")
        for part in [*tree.expressions, *([where.this] if where is not None else [])]:
            for node in part.find_all(exp.Expression):
                if isinstance(node, forbidden):
                    raise NotRowWise(f"it has a {node.key}")
                if isinstance(node, exp.Anonymous) and not self._is_scalar(node.name.lower()):
                    raise NotRowWise(f"it calls {node.name}")


def _words(part: Any) -> list[Any]:
    """Every name in an item of EXCLUDE, REPLACE or RENAME."""
    from sqlglot import exp

    return list(part.find_all(exp.Identifier))


def _keeps_rows(join: Any) -> bool:
    """Whether each row of the left side makes its own rows of the joined result, whatever the others are."""
    return (
        join.side in ("", "LEFT")
        and join.kind in ("", "INNER", "OUTER", "CROSS")
        and join.method in ("", "ASOF")
    )


def _origin(projections: Sequence[Any], inner: _Layer | None, column: str, alias: str) -> str | None:
    """The source column that a projected column is, unchanged; None where it is an expression."""
    from sqlglot import exp

    found = None
    for projection in projections:
        if projection.alias_or_name.lower() == column.lower() and not projection.is_star:
            value = projection.unalias()
            is_own = isinstance(value, exp.Column) and value.table in ("", alias)
            found = value.name if is_own else None
            break
        if projection.is_star:
            star = projection if isinstance(projection, exp.Star) else projection.this
            lists = [star.args.get(k) or [] for k in ("except", "except_", "replace", "rename")]
            changed = {word.name.lower() for parts in lists for part in parts for word in _words(part)}
            found = None if column.lower() in changed else column
    if found is None or inner is None:
        return found
    return inner.origin(found)
