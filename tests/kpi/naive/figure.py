"""Random figures, each as text for the engine and as a value computed from plain rows.

Nothing here looks at how the engine does it: conditions are Python functions of a row,
months are counted on fingers, and a quotient is a Fraction.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from tests.kpi.naive.setting import Condition, Months, Setting, Value, team_of, then, within
from tests.kpi.naive.world import CONVERTED, Row

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Part(ABC):
    """A part of a figure."""

    text: str

    @abstractmethod
    def value(self, months: Months, at: Setting) -> Value:
        """Its value in some months for somebody."""

    @abstractmethod
    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """The aggregates that it reads, and over which months."""


@dataclass(frozen=True)
class Measured(Part):
    """An aggregate of rows: which function of which field, which rows, when and whose."""

    function: str
    entity: str
    field: str = ""
    where: Condition | None = None
    on: str = ""
    by: str = ""
    figure: str = ""
    """The other figure in whose formula it stands."""

    @property
    def bound_as(self) -> str:
        """Under which name it is tied to time and people: the entity's, or of another figure."""
        return f"{self.figure}/{self.entity}" if self.figure else self.entity

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        what = f"{self.entity}.{self.field}" if self.field else self.entity
        what = CONVERTED.get(self.field, what)
        where = f" where {self.where.text}" if self.where else ""
        on, by = (
            f" {word} {name}" if name else "" for word, name in (("on", self.on), ("by", self.by))
        )
        return f"{self.function}({what}{where}{on}{by})"

    def value(self, months: Months, at: Setting) -> Value:
        """The aggregate, added up by hand."""
        rows = self.rows(months, at)
        if self.function == "count":
            return Fraction(len(rows))
        if self.function == "exists":
            return Fraction(int(bool(rows)))
        known = [row for row in rows if row[self.field] is not None]
        values = [row[self.field] for row in known]
        if self.function == "sum":
            return sum(map(Fraction, values), Fraction(0))
        if self.function == "count_distinct":
            return Fraction(len(set(values)))
        if not values:
            return None
        if self.function == "avg":
            return sum(map(Fraction, values), Fraction(0)) / len(values)
        if self.function == "last":
            newest = max(row[self.day(at)] for row in known)
            return sum(Fraction(row[self.field]) for row in known if row[self.day(at)] == newest)
        return Fraction({"min": min, "max": max}[self.function](values))

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """Only itself."""
        yield self, months

    def day(self, at: Setting) -> str:
        """The field whose date decides the month."""
        return self.on or at.bind[self.bound_as]["date"]

    def rows(self, months: Months, at: Setting) -> list[Row]:
        """The rows that are looked at, one by one."""
        return [row for row in at.rows[self.entity] if self._looks_at(row, months, at)]

    def _looks_at(self, row: Row, months: Months, at: Setting) -> bool:
        if row["deleted"] or not within(row[self.day(at)], months, at.starts_on):
            return False
        if self.where and not self.where.holds(row, at.rows):
            return False
        if at.stage and row["stage"] != at.stage:
            return False
        if at.days and not at.days.keep(row[self.day(at)], at.starts_on):
            return False
        return at.level == "company" or self.owner(row, at) == at.subject

    def owner(self, row: Row, at: Setting) -> int | None:
        """Who a row belongs to at the level asked for."""
        bind = at.bind[self.bound_as]
        as_of_event = bind.get("department") == "as_of_event"
        if at.seen_in is not None:
            person = row[self.by or bind["employee"]]
            return None if person is None else team_of(at, person, at.seen_in)
        if at.level == "department" and "department" in bind and not as_of_event:
            return row[bind["department"]]
        person = row[self.by or bind["employee"]]
        if at.level == "employee" or person is None:
            return person
        if as_of_event and (team := then(person, row[self.day(at)], at.rows)):
            return team
        return next(clerk["team"] for clerk in at.rows["clerk"] if clerk["id"] == person)


@dataclass(frozen=True)
class Number(Part):
    """A number as it is written."""

    text: str

    def value(self, months: Months, at: Setting) -> Value:
        """The number."""
        return Fraction(self.text)

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """It reads nothing."""
        yield from ()


@dataclass(frozen=True)
class Yes(Number):
    """What holds, as it is written."""

    text: str = "true"

    def value(self, months: Months, at: Setting) -> Value:
        """What holds is 1."""
        return Fraction(1)


@dataclass(frozen=True)
class Joined(Part):
    """Two parts with + - * or / between them; empty stays empty, nothing is divided by 0."""

    sign: str
    left: Part
    right: Part

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        return f"({self.left.text} {self.sign} {self.right.text})"

    def value(self, months: Months, at: Setting) -> Value:
        """Both sides joined."""
        left, right = self.left.value(months, at), self.right.value(months, at)
        if left is None or right is None:
            return None
        if self.sign == "/":
            return left / right if right else None
        return {"+": operator.add, "-": operator.sub, "*": operator.mul}[self.sign](left, right)

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """Both sides."""
        yield from self.left.reads(months)
        yield from self.right.reads(months)


@dataclass(frozen=True)
class Elsewhere(Part):
    """A part in other months: earlier, since January, over the last few periods, or growth."""

    function: str
    inner: Part
    count: int = 1
    unit: str = "period"

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        if self.function in ("ytd", "qtd"):
            return f"{self.function}({self.inner.text})"
        unit = "" if self.function == "rolling" else f", '{self.unit}'"
        return f"{self.function}({self.inner.text}, {self.count}{unit})"

    def window(self, months: Months) -> Months:
        """Which months are meant instead."""
        first, length = months
        if self.function in ("ytd", "qtd"):
            start = first - first % {"ytd": 12, "qtd": 3}[self.function]
            return start, first + length - start
        if self.function == "rolling":
            return first - (self.count - 1) * length, self.count * length
        return first - self.count * (12 if self.unit == "year" else length), length

    def value(self, months: Months, at: Setting) -> Value:
        """The part there, or how much it has grown since."""
        there = self.inner.value(self.window(months), at)
        if self.function != "growth":
            return there
        now = self.inner.value(months, at)
        return None if now is None or not there else (now - there) / there

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """There, and for growth here too."""
        if self.function == "growth":
            yield from self.inner.reads(months)
        yield from self.inner.reads(self.window(months))


@dataclass(frozen=True)
class Chosen(Part):
    """One of two parts by a comparison: `if`, or `band` when it is written so."""

    form: str
    asked: Part
    sign: str
    limit: Number
    then: Part
    otherwise: Part

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        test = f"{self.sign} {self.limit.text}"
        if self.form == "band":
            return f"band({self.asked.text}, {test}: {self.then.text}, else: {self.otherwise.text})"
        return f"if({self.asked.text} {test}, {self.then.text}, {self.otherwise.text})"

    def value(self, months: Months, at: Setting) -> Value:
        """A condition about nothing is not met; a band of nothing is nothing."""
        asked = self.asked.value(months, at)
        if asked is None:
            return None if self.form == "band" else self.otherwise.value(months, at)
        met = COMPARE[self.sign](asked, self.limit.value(months, at))
        return (self.then if met else self.otherwise).value(months, at)

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """All that could matter."""
        for part in (self.asked, self.then, self.otherwise):
            yield from part.reads(months)


@dataclass(frozen=True)
class Or(Part):
    """A part, or a number where it is empty."""

    inner: Part
    instead: Number

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        return f"coalesce({self.inner.text}, {self.instead.text})"

    def value(self, months: Months, at: Setting) -> Value:
        """The part if there is one."""
        found = self.inner.value(months, at)
        return self.instead.value(months, at) if found is None else found

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """What the part reads."""
        yield from self.inner.reads(months)


@dataclass(frozen=True)
class Rounded(Part):
    """A part with one decimal, half away from zero."""

    inner: Part

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        return f"round({self.inner.text}, 1)"

    def value(self, months: Months, at: Setting) -> Value:
        """The nearest tenth."""
        found = self.inner.value(months, at)
        if found is None:
            return None
        tenths = int(abs(found) * 10 + Fraction(1, 2))
        return Fraction(tenths if found >= 0 else -tenths, 10)

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """What the part reads."""
        yield from self.inner.reads(months)


@dataclass(frozen=True)
class Around(Part):
    """A part as seen among others: its share of the whole, its place, the part not above it."""

    function: str
    inner: Part
    group: str = ""
    words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        said = ([self.group] if self.group else []) + list(self.words)
        return f"{self.function}({', '.join([self.inner.text, *map(repr, said)])})"

    def value(self, months: Months, at: Setting) -> Value:
        """The share of the group's own value, or where one stands among its members."""
        group = self.group or {"employee": "department"}.get(at.level, "company")
        if self.function == "share":
            whole = self._whole(months, at, group)
            own = self.inner.value(months, at)
            return own / whole if own is not None and whole else None
        values = self._values(months, at, group)
        if at.subject not in values:
            return None
        own, all_ = values[at.subject], sorted(values.values())
        if self.function == "percentile":
            return Fraction(len([v for v in all_ if v <= own]), len(all_))
        ordered = all_ if "asc" in self.words else all_[::-1]
        places = [n for n, v in enumerate(ordered, 1) if v == own]
        if "ties=max" in self.words:
            return Fraction(places[-1])
        if "ties=average" in self.words:
            return Fraction(sum(places), len(places))
        if "ties=dense" in self.words:
            return Fraction(list(dict.fromkeys(ordered)).index(own) + 1)
        return Fraction(places[0])

    def _whole(self, months: Months, at: Setting, group: str) -> Value:
        if at.level == "company" or (at.level, group) == ("department", "department"):
            return self.inner.value(months, at)
        if group == "company":
            return self.inner.value(months, replace(at, level="company", subject=None))
        team = team_of(at, at.subject, months)
        if team is None:
            return None
        there = replace(at, level="department", subject=team, seen_in=months)
        return self.inner.value(months, there)

    def _values(self, months: Months, at: Setting, group: str) -> dict[int | None, Fraction]:
        """The value of each member of the group who has rows and a value."""
        if at.level == "company":
            members: set[int | None] = {None}
        else:
            table = "clerk" if at.level == "employee" else "team"
            members = {row["id"] for row in at.rows[table]}
        if group == "department" and at.level == "department":
            members = {at.subject} & members
        elif group == "department" and at.level == "employee":
            team = team_of(at, at.subject, months)
            members = {m for m in members if team is not None and team_of(at, m, months) == team}
        found = {}
        for member in members:
            there = replace(at, subject=member)
            seen = any(m.rows(when, there) for m, when in self.inner.reads(months))
            value = self.inner.value(months, there)
            if seen and value is not None:
                found[member] = value
        return found

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """What the part reads of the subject's own."""
        yield from self.inner.reads(months)


def halves(part: Part) -> tuple[Part, Part | None]:
    """What a cell's numerator and denominator are; only of a quotient as a whole."""
    if isinstance(part, Joined) and part.sign == "/":
        return part.left, part.right
    if isinstance(part, Rounded) and (inner := halves(part.inner))[1]:
        return inner
    if isinstance(part, Or) and (inner := halves(part.inner))[1]:
        return inner
    if isinstance(part, Elsewhere) and part.function in ("ytd", "qtd"):
        top, bottom = halves(part.inner)
        if bottom:
            return Elsewhere(part.function, top), Elsewhere(part.function, bottom)
    return part, None


def looked_at(part: Part, months: Months, at: Setting) -> dict[tuple[Measured, Months], list[Row]]:
    """The rows behind a part, by the aggregate and the months that read them."""
    return {read: read[0].rows(read[1], at) for read in part.reads(months)}
