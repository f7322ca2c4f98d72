"""The page's dead letters: rejected rows that wait for a person, with their text, place and reason."""

from __future__ import annotations

from warehouse.report.facts import RunFacts
from warehouse.report.markup import Markup, tag
from warehouse.report.tables import Row, table
from warehouse.report.wording import count, counted, moment

_LONGEST = 300


def dead_letters(facts: RunFacts) -> Markup:
    """The newest rejected rows that wait; more than are shown are counted."""
    letters = facts.dead_letters
    waiting = letters[0].waiting if letters else 0
    more = (
        f"The newest {count(len(letters))} of {counted(waiting, 'row')}. " if waiting > len(letters) else ""
    )
    rows = (
        Row(
            [
                *(letter.table, tag("span", moment(letter.load_date), class_="nowrap")),
                tag("code", letter.source_file + (f":{letter.line}" if letter.line else "")),
                letter.reason,
                tag("code", letter.raw[:_LONGEST] + ("…" if len(letter.raw) > _LONGEST else "")),
                tag("code", letter.letter_id),
            ]
        )
        for letter in letters
    )
    return tag(
        "div",
        table("Dead letters", ["Table", "Load date", "Place", "Reason", "Text", "Letter"], rows),
        tag(
            "p",
            more,
            "These rows did not fit; their keys keep what they had. ",
            tag("code", "warehouse dlq show LETTER"),
            " tells all of one, ",
            tag("code", "warehouse dlq discard LETTER"),
            " says that it needs nothing.",
            class_="muted",
        ),
    )
