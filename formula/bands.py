"""`band(x, >= 90: 'A', else: 'D')`: steps that leave no gap and are all reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from formula.agree import common, comparable, written
from formula.place import BROKEN, Place, broken
from formula.syntax import Argument, BandStep, Call, Otherwise
from formula.tree import Bands, Literal, Typed

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
            return f"below {self.high}" if self.high is not None else "everywhere"
        return f"above {self.low}" if self.high is None else f"{self.low}–{self.high}"


def banded(call: Call, place: Place) -> Typed:
    """A band with its steps checked for gaps, overlaps and kinds."""
    first, *rest = call.arguments or (None,)
    steps = [step for step in rest if isinstance(step, BandStep)]
    last = rest[-1] if rest and isinstance(rest[-1], Otherwise) else None
    whole = isinstance(first, Argument) and len(steps) + (last is not None) == len(rest)
    if not whole or not steps or first.where or first.on or first.by:
        hint = "Write band(value, >= 90: 'A', else: 'B')."
        return place.refuse("E653", call.span, hint)
    value = place.typed(first.value)
    limits = [_limit(step, value, place) for step in steps]
    if broken(value, *limits):
        for node in (*steps, *([last] if last else [])):
            place.typed(node.value)
        return Literal(BROKEN, call.span, None)
    _cover(call, steps, limits, last, place)
    return _with_results(call, steps, limits, last, value, place)


def _limit(step: BandStep, value: Typed, place: Place) -> Typed:
    """The limit of a step, which is written and can be compared with the value."""
    limit = place.typed(step.limit)
    if broken(limit, value):
        return limit
    if not written(limit):
        return place.refuse("E654", limit.span)
    ordered = step.operator not in ("=", "!=")
    left, right = comparable(place, value, limit, ordered, step.span)
    return left if broken(left) else right


def _cover(
    call: Call,
    steps: Sequence[BandStep],
    limits: Sequence[Typed],
    last: Otherwise | None,
    place: Place,
) -> None:
    """Note the steps that are never reached, and the gap that is left."""
    open_ = Uncovered()
    for step, limit in zip(steps, limits, strict=True):
        if step.operator not in _TAKEN or not isinstance(limit, Literal):
            continue
        taken = _TAKEN[step.operator](open_, limit.value)
        overlap = _overlap(step.operator, open_, limit.value)
        if taken == open_ or open_.nothing:
            place.refuse("E652", step.span, "Order the steps from the narrowest on.")
        elif overlap:
            place.refuse("E651", step.span, limit=overlap)
        open_ = taken
    only_signs = all(step.operator in _TAKEN for step in steps)
    if last is None and only_signs and not open_.nothing:
        place.refuse("E650", call.span, "Add a last step, else: ….", where=open_.words)


def _below(open_: Uncovered, limit: Any, closed: bool) -> Uncovered:
    """What is left when everything above a limit is taken."""
    if open_.high is not None and (limit > open_.high or (limit == open_.high and closed)):
        return open_
    return replace(open_, high=limit, with_high=closed)


def _above(open_: Uncovered, limit: Any, closed: bool) -> Uncovered:
    """What is left when everything below a limit is taken."""
    if open_.low is not None and (limit < open_.low or (limit == open_.low and closed)):
        return open_
    return replace(open_, low=limit, with_low=closed)


_TAKEN = MappingProxyType(
    {
        ">=": lambda open_, limit: _below(open_, limit, closed=False),
        ">": lambda open_, limit: _below(open_, limit, closed=True),
        "<=": lambda open_, limit: _above(open_, limit, closed=False),
        "<": lambda open_, limit: _above(open_, limit, closed=True),
    }
)
"""Each sign to what a step with it leaves."""


def _overlap(sign: str, open_: Uncovered, limit: Any) -> str:
    """The limit that two steps from opposite sides both take, or nothing."""
    if sign in ("<", "<=") and open_.high is not None:
        edge, free = open_.high, open_.with_high
        over = limit > edge or (limit == edge and sign == "<=" and not free)
    elif sign in (">", ">=") and open_.low is not None:
        edge, free = open_.low, open_.with_low
        over = limit < edge or (limit == edge and sign == ">=" and not free)
    else:
        return ""
    return str(edge) if over else ""


def _with_results(
    call: Call,
    steps: Sequence[BandStep],
    limits: Sequence[Typed],
    last: Otherwise | None,
    value: Typed,
    place: Place,
) -> Typed:
    """The band with results of one kind."""
    nodes = [step.value for step in steps] + ([last.value] if last else [])
    kind, results = common(place, [place.typed(node) for node in nodes], call.span)
    signs = [SIGNS[step.operator] for step in steps]
    chosen = tuple(zip(signs, limits, results, strict=False))
    return Bands(kind, call.span, value, chosen, results[-1] if last else None)
