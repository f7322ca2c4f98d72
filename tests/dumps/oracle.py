"""Dumps read as a person would read them: character by character. Slow, and sure of what it does."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.dumps.reading import Value

_MYSQL = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_POSTGRES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_COPY = _POSTGRES | {"v": "\v"}


@dataclass
class Reader:
    """Reads what follows VALUES up to the semicolon. The text is latin-1: a character is a byte."""

    text: str
    is_mysql: bool
    backslashes: bool
    at: int = 0
    rows: list[list[str | None]] = field(default_factory=list)

    def read(self) -> list[list[str | None]]:
        """The contents of the rows, without quotes."""
        while True:
            self.expect("(")
            row = [self.value()]
            while self.take(","):
                row.append(self.value())
            self.expect(")")
            self.rows.append(row)
            if not self.take(","):
                self.expect(";")
                return self.rows

    def value(self) -> str | None:
        self.blanks()
        if self.quote_here():
            found: str | None = self.string(self.backslashes)
        elif self.text[self.at : self.at + 2].upper() == "E'":
            self.at += 1
            found = self.string(True)
        else:
            found = self.word()
        self.blanks()
        while self.is_mysql and found is not None and self.quote_here():
            found += self.string(self.backslashes)
            self.blanks()
        if self.text.startswith("::", self.at):
            self.at += 2
            while self.text[self.at] not in ",)-/":
                self.at = self.text.index(")", self.at) + 1 if self.text[self.at] == "(" else self.at + 1
            self.blanks()
        return found

    def word(self) -> str | None:
        start = self.at
        while self.text[self.at].isalnum() or self.text[self.at] in "_.-+":
            self.at += 1
        word = self.text[start : self.at]
        upper = word.upper()
        if upper in ("X", "B"):
            digits = self.string(False)
            return bytes.fromhex(digits).decode("latin-1") if upper == "X" else chr(int(digits, 2))
        if upper.startswith("0X"):
            return bytes.fromhex(word[2:]).decode("latin-1")
        if upper.startswith("_") or upper == "N":
            self.blanks()
            return self.string(self.backslashes)
        return None if upper == "NULL" else word

    def string(self, backslashes: bool) -> str:
        quote, found = self.text[self.at], ""
        self.at += 1
        while True:
            letter = self.text[self.at]
            self.at += 1
            if letter == quote:
                if self.text[self.at] != quote:
                    return found
                self.at += 1
                found += quote
            elif letter == "\\" and backslashes:
                found += self.escape()
            else:
                found += letter

    def escape(self) -> str:
        letter = self.text[self.at]
        self.at += 1
        if not self.is_mysql and letter == "x":
            self.at += 2
            return chr(int(self.text[self.at - 2 : self.at], 16))
        return (_MYSQL if self.is_mysql else _POSTGRES).get(letter, letter)

    def quote_here(self) -> bool:
        return self.text[self.at] == "'" or (self.is_mysql and self.text[self.at] == '"')

    def blanks(self) -> None:
        """Passes over blanks and comments."""
        while True:
            if self.text[self.at] in " \n\t":
                self.at += 1
            elif self.text.startswith("-- ", self.at) or (self.is_mysql and self.text[self.at] == "#"):
                while self.text[self.at] != "\n":
                    self.at += 1
            elif self.text.startswith("/*", self.at):
                while not self.text.startswith("*/", self.at):
                    self.at += 1
                self.at += 2
            else:
                return

    def take(self, mark: str) -> bool:
        self.blanks()
        is_there = self.text[self.at] == mark
        self.at += is_there
        return is_there

    def expect(self, mark: str) -> None:
        assert self.take(mark), (mark, self.text[: self.at], self.text[self.at :])


def as_values(rows: list[list[str | None]], is_bytes: list[bool]) -> list[tuple[Value, ...]]:
    """The contents as what a dump gives: text in UTF-8, or bytes."""
    return [
        tuple(
            None if v is None else v.encode("latin-1") if raw else v.encode("latin-1").decode()
            for v, raw in zip(row, is_bytes, strict=True)
        )
        for row in rows
    ]


def copied(line: str) -> list[str | None]:
    """The fields of one line of COPY's text format."""
    fields: list[str | None] = []
    for raw in line.split("\t"):
        at, found = 0, ""
        while at < len(raw):
            letter = raw[at]
            at += 1
            if letter != "\\":
                found += letter
                continue
            letter = raw[at]
            at += 1
            if letter in "01234567":
                digits = letter
                while at < len(raw) and raw[at] in "01234567" and len(digits) < 3:
                    digits += raw[at]
                    at += 1
                found += chr(int(digits, 8) & 255)
            elif letter == "x" and raw[at : at + 2]:
                found += chr(int(raw[at : at + 2], 16))
                at += 2
            else:
                found += _COPY.get(letter, letter)
        fields.append(None if raw == "\\N" else found)
    return fields
