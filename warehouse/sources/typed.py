"""A delivery's rows under a contract: typed Arrow batches, and what did not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.contract import UNSEEN, Contract, stored_type, struct_fields
from warehouse.errors import SourceError
from warehouse.project.deliveries import Holds
from warehouse.sources.delivery import Delivery
from warehouse.sources.rejects import Rejects
from warehouse.sources.texts import infer_text, misfits, typed_text

if TYPE_CHECKING:
    import polars as pl


class TypedRows:
    """The rows of a delivery in the contract's types, for one pass. A column it lacks is NULL.

    After the pass, `rows_read` is their number and `misfits` counts, by column, values that are none of the
    contract's type (they are NULL in the batches). With `rejects`, rows that do not fit a declared type go
    there and are no part of the batches; they count in `rows_read` alone.

    With `named` each row has its _position (from 0) and its _operation: the text in the column that it names,
    which must be one of its words, if it has any.
    """

    def __init__(
        self,
        delivery: Delivery,
        contract: Contract,
        rejects: Rejects | None = None,
        named: Holds | None = None,
    ) -> None:
        self.rows_read = 0
        self.misfits: dict[str, int] = {}
        self._named = named
        self.error: SourceError | None = None
        self._delivery = delivery
        self._contract = contract
        self._rejects = rejects
        self._wrong: dict[str, pl.Series] = {}

    def reader(self) -> Any:
        """A pyarrow.RecordBatchReader over the pass; a source's fault is kept in `error` and raised."""
        import polars as pl
        import pyarrow as pa

        if not self._contract.types:
            raise SourceError(
                "This delivery has no columns, and no delivery before it had any.",
                where=self._delivery.path,
                fix="deliver at least one row, so that it is known which columns there are",
                state="nothing of this delivery was stored",
            )
        columns = {c: polars_type(k) for c, k in self._contract.types.items()}
        if self._named is not None:
            columns |= {"_position": pl.Int64(), "_operation": pl.String()}
        schema = pl.DataFrame(schema=columns).to_arrow().schema
        return pa.RecordBatchReader.from_batches(  # type: ignore[attr-defined]
            schema, self._arrow_batches(schema)
        )

    def _arrow_batches(self, schema: Any) -> Iterator[Any]:
        try:
            for batch in self._delivery.batches(self._contract.types):
                self._take_unread()
                self.rows_read += batch.height
                yield from self._fitting(batch).to_arrow().cast(schema).to_batches()
            self._take_unread()
        except SourceError as error:
            self.error = error
            raise

    def close(self) -> None:
        """Finish the file of the rejected rows."""
        if self._rejects is not None:
            self._rejects.close()

    def _take_unread(self) -> None:
        """Count and set aside the lines that are no rows."""
        places = self._delivery.places
        unread = places.unread() if places is not None else []
        self.rows_read += len(unread)
        if unread and self._rejects is None:
            spot, reason = unread[0]
            raise SourceError(
                f"A line is no row: {reason}.",
                where=f"{spot.file}:{spot.line}",
                fix="mend that line at the source",
                state="nothing of this delivery was stored",
            )
        if unread and self._rejects is not None:
            self._rejects.take_lines(unread)

    def _fitting(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The batch in the contract's types, without the rows that are rejected."""
        self._wrong = {}
        typed = self._typed(batch)
        batch, misfits = self._numbered(batch)
        typed = typed.with_columns(*self._numbers(batch)) if self._named is not None else typed
        declared = self._contract.declared if self._rejects is not None else {}
        for column, mask in self._wrong.items():
            if column not in declared:
                self.misfits[column] = self.misfits.get(column, 0) + int(mask.sum())
        if self._rejects is None:
            return typed
        misfits |= {c: (declared[c], mask) for c, mask in self._wrong.items() if c in declared}
        return self._rejects.take_rows(self._delivery, batch, typed, misfits)

    def _numbered(self, batch: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, tuple[str, pl.Series]]]:
        """The batch, and the rows whose operation has no meaning."""
        import polars as pl

        operation = self._named.operation if self._named is not None else None
        words = (*operation.present, *operation.deleted) if operation is not None else ()
        if operation is None or not words:
            return batch, {}
        given = batch[operation.column].cast(pl.String).fill_null("")
        wrong = ~given.is_in(words)
        kind = f"operation ({', '.join(words)})"
        return batch.with_columns(given), {operation.column: (kind, wrong)} if wrong.any() else {}

    def _numbers(self, batch: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Where each row stands, and what it is to do."""
        import polars as pl

        start = self.rows_read - batch.height
        positions = pl.int_range(start, self.rows_read, dtype=pl.Int64, eager=True).alias("_position")
        operation = self._named.operation if self._named is not None else None
        if operation is None:
            return positions, pl.Series("_operation", [None], dtype=pl.String).new_from_index(0, batch.height)
        return positions, batch[operation.column].cast(pl.String).alias("_operation")

    def _typed(self, batch: pl.DataFrame) -> pl.DataFrame:
        import polars as pl

        columns = []
        for column, kind in self._contract.types.items():
            target = polars_type(kind)
            if column not in batch.columns:
                columns.append(pl.Series(column, [None], dtype=target).new_from_index(0, batch.height))
            elif batch[column].dtype == pl.String and (self._delivery.is_text or self._delivery.has_texts):
                columns.append(self._from_text(batch[column], kind).cast(target))
            else:
                columns.append(self._from_typed(_in_micros(batch[column]), target))
        return pl.DataFrame(columns)

    def _from_typed(self, given: pl.Series, target: Any) -> pl.Series:
        if given.dtype == target:
            return given
        typed = given.cast(target, strict=False)
        # Only a declared type can be narrower than what was delivered; then the way back shows what was lost.
        wrong = (typed.cast(given.dtype, strict=False) != given).fill_null(False)
        wrong |= typed.is_null() & given.is_not_null()
        if wrong.any():
            self._wrong[given.name] = wrong
        return typed

    def _from_text(self, text: pl.Series, kind: str) -> pl.Series:
        typed = typed_text(text, kind)
        wrong = text.is_not_null() if kind == UNSEEN else misfits(text, typed, kind)
        if wrong.any():
            self._wrong[text.name] = wrong
        return typed


def observed_types(delivery: Delivery) -> dict[str, str]:
    """The contract types of a delivery's own columns: inferred from every value of text, else as declared.

    UNSEEN also inside nested types, where no value was seen.

    Raises SourceError for a column whose type cannot be kept.
    """
    if delivery.kinds is not None:
        return dict(delivery.kinds())
    from concurrent.futures import ThreadPoolExecutor

    types = dict.fromkeys(delivery.columns, UNSEEN)
    with ThreadPoolExecutor(1) as aside:  # looks at a batch while the next one is read
        looking = aside.submit(_widened, types, None)
        for batch in delivery.batches():
            looking = aside.submit(_widened, looking.result(), batch)
        return looking.result()


def _widened(types: dict[str, str], batch: pl.DataFrame | None) -> dict[str, str]:
    """The types that hold one more batch as well."""
    if batch is None:
        return types
    return {column: infer_text(batch[column], kind) for column, kind in types.items()}


def kinds_of_schema(schema: Mapping[str, Any], path: Path) -> dict[str, str]:
    """The contract types of a Polars schema. Raises SourceError for a type that cannot be kept."""
    return {column: _contract_type(path, column, dtype) for column, dtype in schema.items()}


def polars_type(kind: str) -> Any:
    """The Polars type of a contract type."""
    import polars as pl

    kind = stored_type(kind)
    if kind.endswith("[]"):
        return pl.List(polars_type(kind[:-2]))
    if kind.startswith("DECIMAL("):
        digits, _, scale = kind[8:-1].partition(",")
        return pl.Decimal(int(digits), int(scale))
    if kind.startswith("STRUCT("):
        return pl.Struct({field: polars_type(inner) for field, inner in struct_fields(kind)})
    return {
        "BOOLEAN": pl.Boolean(),
        "BIGINT": pl.Int64(),
        "FLOAT": pl.Float32(),
        "DOUBLE": pl.Float64(),
        "VARCHAR": pl.String(),
        "BLOB": pl.Binary(),
        "DATE": pl.Date(),
        "TIMESTAMP": pl.Datetime("us"),
        "TIMESTAMP_NS": pl.Datetime("ns"),
        "TIMESTAMP WITH TIME ZONE": pl.Datetime("us", "UTC"),
    }[kind]


def _contract_type(path: Path, column: str, dtype: Any) -> str:
    """How a typed column is stored: never as TIME, INTERVAL or UUID, which not all readers know."""
    import polars as pl

    if isinstance(dtype, pl.List | pl.Array):
        return f"{_contract_type(path, column, dtype.inner)}[]"
    if isinstance(dtype, pl.Struct):
        fields = ", ".join(f'"{f.name}" {_contract_type(path, column, f.dtype)}' for f in dtype.fields)
        return f"STRUCT({fields})"
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision},{dtype.scale})"
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone:
            return "TIMESTAMP WITH TIME ZONE"
        return "TIMESTAMP_NS" if dtype.time_unit == "ns" else "TIMESTAMP"
    if isinstance(dtype, pl.Categorical | pl.Enum | pl.String | pl.Time):
        return "VARCHAR"
    if isinstance(dtype, pl.UInt64 | pl.Int128):
        return "DECIMAL(20,0)" if isinstance(dtype, pl.UInt64) else "DECIMAL(38,0)"
    if dtype.is_integer():
        return "BIGINT"
    known = {pl.Boolean: "BOOLEAN", pl.Float32: "FLOAT", pl.Float64: "DOUBLE", pl.Date: "DATE"}
    known |= {pl.Binary: "BLOB", pl.Null: UNSEEN}
    for kind, word in known.items():
        if isinstance(dtype, kind):
            return word
    raise SourceError(
        f"The column '{column}' has the type {dtype}, which cannot be kept.",
        where=path,
        fix="let the source deliver it as a number or as text",
        state="nothing of this delivery was stored",
    )


def _in_micros(column: pl.Series) -> pl.Series:
    import polars as pl

    if isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone:
        return column.dt.convert_time_zone("UTC")
    if isinstance(column.dtype, pl.Time):
        return column.dt.to_string("%H:%M:%S%.f")
    return column
