"""`band(x, >= 90: 'A', else: 'D')`: steps that leave no gap and are all reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from formula.agree import common, comparable, written
from formula.place import BROKEN, Place, broken
from formula.syntax import Argument, BandStep, Call, Otherwise, Syntax
from formula.tree import Bands, Literal, Typed
from language import say

SIGNS = MappingProxyType({"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"})
"""Each comparison sign to the operator's name in the tree."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The values that no step has taken yet: from `low` to `high`, where given.

    `with_low` and `with_high` say whether the limit itself is still open.
    """

    low: Any = None
    with_low: bool = False
    high: Any = None
    with_high: bool = False

    @property
    def nothing(self) -> bool:
        """Whether every value is covered."""
        if self.low is None or self.high is None:
            return False
        both = self.with_low and self.with_high
        return self.low > self.high or (self.low == self.high and not both)

    @property
    def words(self) -> str:
        """Where the gap is."""
        if self.low is None:
            return (
                say("below {limit}", limit=self.high)
                if self.high is not None
                else say("everywhere")
            )
        return (
            say("above {limit}", limit=self.low) if self.high is None else f"{self.low}–{self.high}"
        )


@dataclass(frozen=True, slots=True)
class _Band:
    """A band's value, its steps, and what holds otherwise."""

    call: Call
    value: Syntax
    steps: tuple[BandStep, ...]
    last: Otherwise | None

    @property
    def results(self) -> tuple[Syntax, ...]:
        """The value of every step, the last one too."""
        nodes = (*self.steps, *((self.last,) if self.last else ()))
        return tuple(node.value for node in nodes)


def banded(call: Call, place: Place) -> Typed:
    """A band with its steps checked for gaps, overlaps and kinds."""
    band = _read(call)
    if band is None:
        return place.refuse("E653", call.span, say("Write band(value, >= 90: 'A', else: 'B')."))
    value = place.typed(band.value)
    limits = [_limit(step, value, place) for step in band.steps]
    if broken(value, *limits):
        for result in band.results:
            place.typed(result)
        return Literal(BROKEN, call.span, None)
    _cover(band, limits, place)
    return _with_results(band, limits, value, place)


def _read(call: Call) -> _Band | None:
    """The parts of a band in their order, or None."""
    first, rest = call.arguments[:1], call.arguments[1:]
    steps = tuple(step for step in rest if isinstance(step, BandStep))
    last = rest[-1] if rest and isinstance(rest[-1], Otherwise) else None
    if not steps or len(steps) + (last is not None) < len(rest):
        return None
    if not isinstance(first[0], Argument) or first[0] != Argument(first[0].value):
        return None
    return _Band(call, first[0].value, steps, last)


def _limit(step: BandStep, value: Typed, place: Place) -> Typed:
    """The limit of a step, which is written and can be compared with the value."""
    limit = place.typed(step.limit)
    if broken(limit) or broken(value):
        return limit
    if not written(limit):
        return place.refuse("E654", limit.span)
    ordered = step.operator not in ("=", "!=")
    left, right = comparable(place, value, limit, ordered, step.span)
    return left if broken(left) else right


def _cover(band: _Band, limits: Sequence[Typed], place: Place) -> None:
    """Note the steps that are never reached, and the gap that is left."""
    uncovered = Uncovered()
    for step, limit in zip(band.steps, limits, strict=True):
        if step.operator not in _TAKEN or not isinstance(limit, Literal):
            continue
        left = _TAKEN[step.operator](uncovered, limit.value)
        overlap = _overlap(step.operator, uncovered, limit.value)
        if left == uncovered or uncovered.nothing:
            place.refuse("E652", step.span, say("Order the steps from the narrowest on."))
        elif overlap:
            place.refuse("E651", step.span, limit=overlap)
        uncovered = left
    ordered = all(step.operator in _TAKEN for step in band.steps)
    if band.last is None and ordered and not uncovered.nothing:
        where = uncovered.words
        place.refuse("E650", band.call.span, say("Add a last step, else: …."), where=where)


def _below(open_: Uncovered, limit: Any, closed: bool) -> Uncovered:
    """What is left when everything above a limit is taken."""
    high = open_.high
    if high is not None and (limit > high or (limit == high and closed)):
        return open_
    return replace(open_, high=limit, with_high=closed)


def _above(open_: Uncovered, limit: Any, closed: bool) -> Uncovered:
    """What is left when everything below a limit is taken."""
    low = open_.low
    if low is not None and (limit < low or (limit == low and closed)):
        return open_
    return replace(open_, low=limit, with_low=closed)


_TAKEN: Mapping[str, Callable[[Uncovered, Any], Uncovered]] = MappingProxyType(
    {
        ">=": lambda uncovered, limit: _below(uncovered, limit, closed=False),
        ">": lambda uncovered, limit: _below(uncovered, limit, closed=True),
        "<=": lambda uncovered, limit: _above(uncovered, limit, closed=False),
        "<": lambda uncovered, limit: _above(uncovered, limit, closed=True),
    }
)
"""Each sign to what a step with it leaves."""


def _overlap(sign: str, uncovered: Uncovered, limit: Any) -> str:
    """The limit that two steps from opposite sides both take, or nothing."""
    if sign in ("<", "<=") and uncovered.high is not None:
        edge, free = uncovered.high, uncovered.with_high
        over = limit > edge or (limit == edge and sign == "<=" and not free)
    elif sign in (">", ">=") and uncovered.low is not None:
        edge, free = uncovered.low, uncovered.with_low
        over = limit < edge or (limit == edge and sign == ">=" and not free)
    else:
        return ""
    return str(edge) if over else ""


def _with_results(band: _Band, limits: Sequence[Typed], value: Typed, place: Place) -> Typed:
    """The band with results of one kind."""
    span = band.call.span
    kind, results = common(place, [place.typed(node) for node in band.results], span)
    signs = [SIGNS[step.operator] for step in band.steps]
    chosen = tuple(zip(signs, limits, results, strict=False))
    return Bands(kind, span, value, chosen, results[-1] if band.last else None)
