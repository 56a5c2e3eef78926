"""What a formula says, as written: names are not yet resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date

from formula.tree import Span

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Syntax:
    """A piece of a formula and where it stands in the text."""

    span: Span = field(default=NOWHERE, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Number(Syntax):
    """A number as it was written, `1.60`, perhaps followed by a percent sign."""

    text: str
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Text(Syntax):
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Day(Syntax):
    """A date, `2024-06-30`."""

    value: date


@dataclass(frozen=True, slots=True)
class Truth(Syntax):
    """The word `true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Empty(Syntax):
    """The word `empty`."""


@dataclass(frozen=True, slots=True)
class Reference(Syntax):
    """Names joined by dots: `borrower.department`; `spots` are where each stands."""

    names: tuple[str, ...]
    spots: tuple[Span, ...] = field(default=(), compare=False)

    def spot(self, at: int) -> Span:
        """Where one of the names stands."""
        return self.spots[at] if self.spots else self.span


@dataclass(frozen=True, slots=True)
class Unary(Syntax):
    """`-` or `not` before an operand."""

    operator: str
    operand: Syntax


@dataclass(frozen=True, slots=True)
class Binary(Syntax):
    """An operator between two operands: + - * / and or = != < <= > >=."""

    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Among(Syntax):
    """`value in (a, b)`, or `value not in (a, b)`."""

    value: Syntax
    choices: tuple[Syntax, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between(Syntax):
    """`value between low and high`; both limits belong to it."""

    value: Syntax
    low: Syntax
    high: Syntax


@dataclass(frozen=True, slots=True)
class Emptiness(Syntax):
    """`value is empty`, or `value is not empty`."""

    value: Syntax
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Argument(Syntax):
    """What a call is given: `lines.amount where paid on paid_on by seller`."""

    value: Syntax
    where: Syntax | None = None
    on: Reference | None = None
    by: Reference | None = None


@dataclass(frozen=True, slots=True)
class BandStep(Syntax):
    """One step of a band, `>= 90: 'A'`."""

    operator: str
    limit: Syntax
    value: Syntax


@dataclass(frozen=True, slots=True)
class Otherwise(Syntax):
    """The last step of a band, `else: 'D'`."""

    value: Syntax


@dataclass(frozen=True, slots=True)
class Call(Syntax):
    """A function and what it is given."""

    name: str
    arguments: tuple[Argument | BandStep | Otherwise, ...] = ()


def parts(node: Syntax) -> Iterator[Syntax]:
    """The pieces directly inside a piece, from left to right.

    >>> [part.text for part in parts(Binary("+", Number("1"), Number("2")))]
    ['1', '2']
    """
    for attribute in fields(node):
        held = getattr(node, attribute.name)
        for item in held if isinstance(held, tuple) else (held,):
            if isinstance(item, Syntax):
                yield item


def pieces(node: Syntax) -> Iterator[tuple[Syntax, int]]:
    """Every piece of a formula with its depth, the whole first.

    It keeps its own stack, so that a hostile formula cannot exhaust Python's.
    """
    waiting = [(node, 1)]
    while waiting:
        piece, depth = waiting.pop()
        yield piece, depth
        below = depth + (not isinstance(piece, Argument))
        waiting.extend((part, below) for part in reversed(tuple(parts(piece))))
