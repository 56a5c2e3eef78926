"""What is wrong with a rulebook: where, what, and the line that repairs it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from language import say
from schema.values import NOWHERE, Span

MOST_CHOICES = 12
"""So many choices are listed at most when nothing similar was found."""

GUTTER = 5
"""Line numbers are right-aligned to so many places."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is wrong, and the one line that repairs it."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a declaration, at a place of a file."""

    code: str
    message: str
    span: Span
    source_line: str = ""
    hint: str = ""

    def show(self) -> str:
        """Place, code, what is wrong, the line underlined, and what to write."""
        place = f"{self.span.file}:{self.span.line}:{self.span.column}"
        lines = [f"{place}  {self.code}  {self.message}"]
        if self.source_line.strip():
            lines += self._quoted()
        return "\n".join(lines + ([f"   {self.hint}"] if self.hint else []))

    def _quoted(self) -> list[str]:
        """The source line and the marks under the spot."""
        line = self.source_line.rstrip()
        before, spot = line[: self.span.column - 1], line[self.span.column - 1 : self._end(line)]
        pad = "".join(c if c == "\t" else " " * width(c) for c in before)
        marks = "^" * max(width(spot.rstrip()), 1)
        return [f"{self.span.line:>{GUTTER}} | {line}", f"{'':>{GUTTER}} | {pad}{marks}"]

    def _end(self, line: str) -> int:
        """Where the spot ends in its first line."""
        return self.span.end_column - 1 if self.span.end_line == self.span.line else len(line)


class Problems(Exception):
    """Every problem of a rulebook, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.show())

    def show(self) -> str:
        """All problems, one after the other."""
        return "\n".join(problem.show() for problem in self.problems)

    def __iter__(self) -> Iterable[Problem]:
        """The problems in file order."""
        return iter(self.problems)


@dataclass(slots=True)
class Findings:
    """The problems found so far, and the names that failed already.

    What merely follows from a fault is left out: whoever misses one of the `broken`
    names says nothing more about it. Codes that begin with W are `warned` of only.
    """

    sources: Mapping[str, str]
    found: list[Problem] = field(default_factory=list)
    warned: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    templates: str = "reports/"
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def add(self, code: str, wording: Wording, span: Span) -> None:
        """Note a problem at a place."""
        line = self.line(span.file, span.line)
        problem = Problem(code, wording.message, span, line, wording.hint)
        noted = self.warned if code.startswith("W") else self.found
        if problem not in noted:
            noted.append(problem)

    def line(self, file: str, number: int) -> str:
        """A line of a source, or nothing when there is none."""
        lines = self.lines(file)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def lines(self, file: str) -> list[str]:
        """The lines of a source."""
        if file not in self._lines:
            text = self.sources.get(file, "").removeprefix("\ufeff")
            self._lines[file] = text.split("\n")
        return self._lines[file]

    def inside(self, span: Span, text: str, start: int, end: int) -> Span:
        """The place of a piece of a scalar's text, whatever quotes and folds it has.

        The text's characters are found again one after the other in the file; blanks
        are skipped, because folding changes them.
        """
        if end <= start:
            start, end = (start, start + 1) if start < len(text) else (len(text) - 1, len(text))
        spots = self._spots(span, text[:end])
        kept = [s for i, s in enumerate(spots) if i >= start and s is not None]
        if not kept:
            return span
        first, last = kept[0], kept[-1]
        return Span(span.file, first[0], first[1], last[0], last[1] + 1)

    def _spots(self, span: Span, text: str) -> list[tuple[int, int] | None]:
        """Line and column of every character that is not a blank."""
        raw = self._raw(span)
        spots: list[tuple[int, int] | None] = []
        at = 0
        for character in text:
            found = -1 if character.isspace() else _next(raw, character, at)
            spots.append(raw[found][1:] if found >= 0 else None)
            at = found + 1 if found >= 0 else at
        return spots

    def _raw(self, span: Span) -> list[tuple[str, int, int]]:
        """Every character of the file between the ends of a span, with its place."""
        raw = []
        for number in range(span.line, span.end_line + 1):
            line = self.line(span.file, number)
            start = span.column - 1 if number == span.line else 0
            end = span.end_column - 1 if number == span.end_line else len(line)
            raw += [(line[i], number, i + 1) for i in range(start, min(end, len(line)))]
        if raw and raw[0][0] in "'\"":
            raw = raw[1:]
        return raw

    def ordered(self, files: Iterable[str], warned: bool = False) -> list[Problem]:
        """The problems, or the warnings, in the order of the files and of their lines."""
        rank = {name: i for i, name in enumerate(files)}
        return sorted(
            self.warned if warned else self.found,
            key=lambda p: (rank.get(p.span.file, len(rank)), p.span.line, p.span.column, p.code),
        )


def _next(raw: Sequence[tuple[str, int, int]], character: str, at: int) -> int:
    """The index of the next such character, or -1."""
    return next((i for i in range(at, len(raw)) if raw[i][0] == character), -1)


def width(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> width("ab"), width("文件")
    (2, 4)
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def closest(word: str, choices: Iterable[str]) -> str:
    """The choice that somebody probably meant, or nothing.

    >>> closest("mony", ["month", "money"])
    'money'
    """
    known = list(choices)
    exact = [c for c in known if c.lower() == word.lower()]
    return next(iter(exact or difflib.get_close_matches(word, known, 1, 0.6)), "")


def article(noun: str) -> str:
    """The noun with "a" or "an" before it.

    >>> article("entity"), article("role")
    ('an entity', 'a role')
    """
    return say("an {noun}" if noun[:1] in "aeiou" else "a {noun}", noun=noun)


Choices = Iterable[str] | Mapping[str, Span]


def suggestion(word: str, choices: Choices, besides: Iterable[str] = ()) -> str:
    """What to write instead: the nearest choice and where it is declared, or all of them.

    Those `besides` are suggested when they are near, but never listed.
    """
    choices = choices if isinstance(choices, Mapping) else list(choices)
    near = closest(word, [*choices, *besides])
    if near:
        place = choices.get(near) if isinstance(choices, Mapping) else NOWHERE
        where = (
            say(" ({place})", place=f"{place.file}:{place.line}")
            if isinstance(place, Span) and place.line
            else ""
        )
        return say('Write "{near}"{where}.', near=near, where=where)
    known = list(choices)
    if not known:
        return say("Declare it first: there is none yet.")
    more = say(", ") + "…" if len(known) > MOST_CHOICES else ""
    return say(
        "Write one of: {known}{more}.", known=say(", ").join(known[:MOST_CHOICES]), more=more
    )


def unknown(word: str, kind: str, choices: Choices, besides: Iterable[str] = ()) -> Wording:
    """A word that is not one of those that may stand here."""
    return Wording(
        say('"{word}" is not {kind}.', word=word, kind=article(kind)),
        suggestion(word, choices, besides),
    )


def undeclared(owner: str, word: str, choices: Choices) -> Wording:
    """A reference to something that nobody declared."""
    return Wording(
        say('"{owner}" refers to "{word}", which is declared nowhere.', owner=owner, word=word),
        suggestion(word, choices),
    )


def missing(key: str, owner: str, hint: str = "") -> Wording:
    """A key that must be there and is not."""
    return Wording(
        say('"{owner}" has no "{key}".', owner=owner, key=key),
        hint or say('Add "{key}: …".', key=key),
    )


def must_be(key: str, kind: str, found: str, hint: str = "") -> Wording:
    """A value of another kind than the one that belongs here."""
    return Wording(
        say('"{key}" must be {kind}, not {found}.', key=key, kind=kind, found=found), hint
    )
