"""hash_key(…) and hashdiff(…) in a model's SELECT: the rules of docs/hashing.md, for columns of any type."""

from __future__ import annotations

import re
from collections.abc import Callable

from warehouse.project.jinja import TemplateFault
from warehouse.psa.hashes import HashType
from warehouse.templates import literal, name, render


def hash_expressions(hash_type: HashType) -> dict[str, Callable[..., str]]:
    """The two functions that templates call: column names in, a SQL expression out, as the file keeps hashes.

    A name may be qualified (`c.id`). Types are found when the statement runs.
    """

    def hash_key(*columns: str) -> str:
        texts = [render("hashes/key_part_text", value=_any_text(column)) for column in _some(columns)]
        joined = " || '||' || ".join(f"coalesce({text}, '^^')" for text in texts)
        hashed = hash_type.of(joined if len(texts) > 1 else texts[0])
        value = render("hashes/zero_key", parts=", ".join(texts), hash=hashed, zero=hash_type.zero)
        return f"({hash_type.to_file(value)})"

    def hashdiff(*columns: str) -> str:
        pairs = []
        for column in sorted(_some(columns), key=lambda column: column.rpartition(".")[2]):
            named = column.rpartition(".")[2]
            escaped = re.sub(r"([\\|=])", r"\\\1", named)
            value = render("hashes/escaped_value", value=_any_text(column))
            pairs.append(f"{literal(escaped + '=')} || {value}")
        text = render("hashes/row_text", pairs=",\n        ".join(pairs))
        return f"({hash_type.to_file(hash_type.of(text))})"

    return {"hash_key": hash_key, "hashdiff": hashdiff}


def _some(columns: tuple[str, ...]) -> tuple[str, ...]:
    if not columns or not all(isinstance(column, str) for column in columns):
        raise TemplateFault("hash_key() and hashdiff() take names of columns.", "write hash_key('a', 'b')")
    return columns


def _any_text(column: str) -> str:
    value = ".".join(name(part) for part in column.split("."))
    number = render("hashes/text_of_float", value=f"TRY_CAST({value} AS DOUBLE)")
    return f"({render('hashes/text_of_any', value=value, float=number)})"
