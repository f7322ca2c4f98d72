"""The `{% snapshot %}` blocks of a file, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import DeclarationError, Place
from warehouse.project.jinja import source_text

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_BEGINS = re.compile(r"\{%[-+]?\s*snapshot\s+(\w+)\s*[-+]?%\}")
_ENDS = re.compile(r"\{%[-+]?\s*endsnapshot\s*[-+]?%\}")


@dataclass(frozen=True)
class Block:
    """What stands between `{% snapshot NAME %}`, on this 1-based line, and `{% endsnapshot %}`."""

    text: str
    line: int


def has_blocks(path: Path) -> bool:
    """Whether a file holds snapshots."""
    return _BEGINS.search(_text(path)) is not None


def blocks_of(path: Path) -> dict[str, Block]:
    """The snapshots of a file. DeclarationError where there is none, one has no end, or a name is twice."""
    text = _text(path)
    found: dict[str, Block] = {}
    for begin in _BEGINS.finditer(text):
        place = Place(path, text[: begin.start()].count("\n") + 1)
        end, following = _ENDS.search(text, begin.end()), _BEGINS.search(text, begin.end())
        if end is None or following is not None and following.start() < end.start():
            raise DeclarationError(
                f"The snapshot {begin[1]} has no end.", where=place, fix="close it by {% endsnapshot %}"
            )
        if begin[1] in found:
            raise DeclarationError(
                f"There are two snapshots '{begin[1]}'.", where=place, fix="rename one of them"
            )
        found[begin[1]] = Block(text[begin.end() : end.start()], text[: begin.end()].count("\n") + 1)
    if not found:
        raise DeclarationError(
            "This file is in a folder of snapshots and has none.",
            where=Place(path),
            fix="put its SELECT between {% snapshot NAME %} and {% endsnapshot %}, or move it to the models",
            state="nothing was read or built",
        )
    return found


def _text(path: Path) -> str:
    """A file's text with as many lines, and nothing in the place of Jinja comments."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source_text(path))
