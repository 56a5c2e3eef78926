"""Numbers held within limits, choices by conditions about figures, and figures that name others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

from tests.kpi.naive.figure import COMPARE, Measured, Part
from tests.kpi.naive.setting import Months, Setting, Value


@dataclass(frozen=True)
class Limited(Part):
    """The least or the greatest of two parts, or a part without its sign."""

    function: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        return f"{self.function}({', '.join(part.text for part in self.parts)})"

    def value(self, months: Months, at: Setting) -> Value:
        """Nothing as soon as one of the parts is."""
        values = [part.value(months, at) for part in self.parts]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        if self.function == "clamp":
            value, low, high = known
            return max(low, min(high, value))
        return {"min": min, "max": max, "abs": lambda one: abs(one[0])}[self.function](known)

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """All that could matter."""
        for part in self.parts:
            yield from part.reads(months)


@dataclass(frozen=True)
class Test(Part):
    """A condition about figures; its value is 1 where it holds."""

    form: str
    parts: tuple[Part, ...]

    __test__ = False

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        first, *rest = (part.text for part in self.parts)
        if self.form in ("is empty", "is not empty"):
            return f"({first} {self.form})"
        if self.form == "not":
            return f"(not {first})"
        if self.form == "between":
            return f"({first} between {rest[0]} and {rest[1]})"
        if self.form in ("in", "not in"):
            return f"({first} {self.form} ({', '.join(rest)}))"
        return f"({first} {self.form} {rest[0]})"

    def value(self, months: Months, at: Setting) -> Value:
        """1 or 0, never nothing."""
        values = [part.value(months, at) for part in self.parts]
        return Fraction(int(self._holds(values)))

    def _holds(self, values: list[Value]) -> bool:
        first, *rest = values
        if self.form in ("not", "and", "or"):
            truths = [value == 1 for value in values]
            return {"not": not truths[0], "and": all(truths), "or": any(truths)}[self.form]
        if self.form in ("is empty", "is not empty"):
            return (first is None) == (self.form == "is empty")
        if self.form in ("in", "not in"):
            return (first is not None and first in rest) == (self.form == "in")
        if None in values:
            return self.form == "!="
        if self.form == "between":
            return rest[0] <= first <= rest[1]
        return first != rest[0] if self.form == "!=" else COMPARE[self.form](first, rest[0])

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """All that could matter."""
        for part in self.parts:
            yield from part.reads(months)


@dataclass(frozen=True)
class When(Part):
    """One of two parts by a condition about figures."""

    test: Test
    then: Part
    otherwise: Part

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        return f"if({self.test.text}, {self.then.text}, {self.otherwise.text})"

    def value(self, months: Months, at: Setting) -> Value:
        """The part that the condition chooses."""
        holds = self.test.value(months, at) == 1
        return (self.then if holds else self.otherwise).value(months, at)

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """All that could matter."""
        for part in (self.test, self.then, self.otherwise):
            yield from part.reads(months)


@dataclass(frozen=True)
class Named(Part):
    """Another figure by its name: its rows are tied to its own dates and people."""

    name: str
    inner: Part

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        return f"kpi.{self.name}"

    def value(self, months: Months, at: Setting) -> Value:
        """What its formula comes to."""
        return self.inner.value(months, at)

    def reads(self, months: Months) -> Iterator[tuple[Measured, Months]]:
        """What its formula reads."""
        yield from self.inner.reads(months)


def named(name: str, part: Any) -> Any:
    """A part as it stands in the formula of another figure."""
    if isinstance(part, tuple):
        return tuple(named(name, each) for each in part)
    if not isinstance(part, Part):
        return part
    if isinstance(part, Measured):
        return replace(part, figure=part.figure or name)
    found = {each.name: getattr(part, each.name) for each in fields(part)}
    return replace(part, **{key: named(name, value) for key, value in found.items()})
