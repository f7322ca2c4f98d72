"""HTML and SVG as text that is escaped by construction: a plain string can only become text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from warehouse.report.wording import visible


class Markup(str):
    """A string that is markup already. Only this module and literals of the report make one."""

    __slots__ = ()


def text(value: str) -> Markup:
    """A value as text of the page: escaped, and without characters that deceive the eye."""
    return value if isinstance(value, Markup) else Markup(escape(visible(value), quote=True))


def tag(name: str, *children: str, **attributes: str | float | bool | None) -> Markup:
    """An element. Children that are not Markup are escaped, and so are all attributes.

    `class_` and `for_` stand for class and for, `aria_label` for aria-label. None and False leave an
    attribute out, True writes its name alone.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{name}{written}>{''.join(map(text, children))}</{name}>")


def together(parts: Iterable[str]) -> Markup:
    """Several pieces as one, each escaped if it is not Markup."""
    return Markup("".join(map(text, parts)))


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    shown = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f' {name}="{escape(visible(shown), quote=True)}"'
