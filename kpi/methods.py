"""How a figure's value turns into a share of its weight: one function for each method.

Everything is exact; nothing is rounded here, because points are summed first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from kpi.cells import Cell
from kpi.judge import MET, UNMET, Aim, judged, nearest, reached
from schema.indicators import Kpi
from schema.scoring import (
    HUNDRED,
    TARGETED,
    Bands,
    Linear,
    Method,
    Pass,
    PerEvent,
    PerStep,
    Points,
    Range,
    Ratio,
    Relative,
)

NOTHING, ALL = Decimal(0), Decimal(1)
ROUNDING: Mapping[str, str] = {"up": ROUND_CEILING, "down": ROUND_FLOOR}
"""Which steps count: started ones, or full ones."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A value to score: its figure, the target, and the values of the others on the card."""

    kpi: Kpi
    value: Decimal
    target: Aim = NOTHING
    others: Sequence[Decimal] = field(default=())

    @property
    def ahead(self) -> Decimal:
        """By how much the value is better than its target; below zero it is worse.

        A target that is a range is never exceeded, only missed.
        """
        if not isinstance(self.target, Decimal):
            return -abs(self.value - self.wanted)
        return (self.target - self.value) * (1 if self.kpi.direction == "lower" else -1)

    @property
    def wanted(self) -> Decimal:
        """What the value is measured by."""
        return nearest(self.target, self.value)


def _ratio(method: Ratio, asked: Scored) -> Decimal:
    good = reached(asked.kpi, asked.value, asked.target)
    if not asked.wanted:
        return ALL if good else NOTHING
    # What is missing is measured by the size of the target, also of one below zero.
    share = ALL + asked.ahead / abs(asked.wanted)
    return min(max(share, ALL if good else NOTHING), method.max if good else ALL)


def _pass(method: Pass, asked: Scored) -> Decimal:
    return ALL if reached(asked.kpi, asked.value, asked.target) else NOTHING


def _between(value: Decimal, none_at: Decimal, all_at: Decimal) -> Decimal:
    """How far a value has come from one end to the other, 0 to 1."""
    return _kept((value - none_at) / (all_at - none_at), NOTHING, ALL)


def _kept(value: Decimal, least: Decimal, most: Decimal) -> Decimal:
    return min(max(value, least), most)


def _linear(method: Linear, asked: Scored) -> Decimal:
    return _between(asked.value, method.zero_at, method.full_at)


def _points(method: Points, asked: Scored) -> Decimal:
    knots = sorted(method.points, key=lambda knot: knot.at)
    if asked.value <= knots[0].at:
        return knots[0].earns
    for low, high in pairwise(knots):
        if asked.value <= high.at:
            way = _between(asked.value, low.at, high.at)
            return low.earns + way * (high.earns - low.earns)
    return knots[-1].earns


def _bands(method: Bands, asked: Scored) -> Decimal:
    for band in method.bands:
        above = band.since is None or asked.value >= band.since
        if above and (band.until is None or asked.value <= band.until):
            return band.earns
    return NOTHING


def _per_step(method: PerStep, asked: Scored) -> Decimal:
    steps = (abs(asked.ahead) / method.step).to_integral_value(ROUNDING[method.round])
    if asked.ahead < 0:
        points = method.start - steps * method.below
    else:
        points = method.start + steps * method.above
    most = method.start if method.max is None else method.max
    return _kept(points, method.floor, most) / HUNDRED


def _per_event(method: PerEvent, asked: Scored) -> Decimal:
    points = method.start - asked.value * method.each
    return _kept(points, method.floor, method.start) / HUNDRED


def _range(method: Range, asked: Scored) -> Decimal:
    value = asked.value
    if within(method, value):
        return ALL
    low = value < method.low
    limit, zero = (method.low, method.zero_low) if low else (method.high, method.zero_high)
    return NOTHING if zero is None else _between(value, zero, limit)


def within(method: Range, value: Decimal) -> bool:
    """Whether a value is in the range that earns everything."""
    return method.low <= value <= method.high


def _relative(method: Relative, asked: Scored) -> Decimal:
    """The share of the others who are worse; those who are equal share their places."""
    if not asked.others:
        return ALL
    better = asked.kpi.direction != "lower"
    worse = sum((v < asked.value) if better else (v > asked.value) for v in asked.others)
    equal = sum(v == asked.value for v in asked.others)
    return (worse + Decimal(equal) / 2) / len(asked.others)


SHARES: Mapping[Any, Callable[[Any, Scored], Decimal]] = {
    Ratio: _ratio,
    Pass: _pass,
    Linear: _linear,
    Points: _points,
    Bands: _bands,
    PerStep: _per_step,
    PerEvent: _per_event,
    Range: _range,
    Relative: _relative,
}
"""What each method makes of a value."""

PROPORTIONAL = Ratio()
"""The method of an item that names none."""


def earned(
    kpi: Kpi,
    cell: Cell,
    target: Aim | None,
    method: Method = PROPORTIONAL,
    others: Sequence[Decimal] = (),
) -> Decimal | None:
    """The share of its weight that a figure earns; None when nothing can be said.

    `others` are the known values of the others on the card, for whom it is relative.
    """
    if cell.value is None or (target is None and isinstance(method, TARGETED)):
        return None
    asked = Scored(kpi, cell.value, NOTHING if target is None else target, others)
    return SHARES[type(method)](method, asked)


def verdict(kpi: Kpi, cell: Cell, target: Aim | None, method: Method) -> str:
    """Met, unmet or open on a sheet; a range is met inside its limits."""
    if isinstance(method, Range) and cell.value is not None:
        return MET if within(method, cell.value) else UNMET
    return judged(kpi, cell, target)
