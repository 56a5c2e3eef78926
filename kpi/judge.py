"""Whether a figure has reached its target."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kpi.cells import Cell
from schema.indicators import Kpi

MET, UNMET, OPEN = "met", "unmet", "open"


@dataclass(frozen=True, slots=True)
class Range:
    """A target that is met between two values, both included."""

    low: Decimal
    high: Decimal


Aim = Decimal | Range
"""What a figure should reach: a value, or a range to be in."""


def nearest(aim: Aim, actual: Decimal) -> Decimal:
    """What a value is measured by: the target, or of a range the nearest value in it."""
    return max(aim.low, min(aim.high, actual)) if isinstance(aim, Range) else aim


def line_at(aim: Aim | None) -> Decimal | None:
    """Where a chart draws its target line; a range has none."""
    return None if isinstance(aim, Range) else aim


def reached(kpi: Kpi, actual: Decimal, target: Aim) -> bool:
    """Whether a value is good enough; `strict` figures must be better than the target."""
    if isinstance(target, Range):
        return actual == nearest(target, actual)
    ahead = target - actual if kpi.direction == "lower" else actual - target
    return ahead > 0 if kpi.strict else ahead >= 0


def judged(kpi: Kpi, cell: Cell, target: Aim | None) -> str:
    """Met, unmet, or open while there is no number or no target."""
    if cell.value is None or target is None:
        return OPEN
    return MET if reached(kpi, cell.value, target) else UNMET


def gap(kpi: Kpi, cell: Cell, target: Aim | None) -> Decimal | None:
    """How far a missed target is away, as a positive number."""
    if judged(kpi, cell, target) != UNMET or cell.value is None or target is None:
        return None
    return abs(cell.value - nearest(target, cell.value))


def over(kpi: Kpi, cell: Cell, target: Aim | None) -> bool:
    """Whether a missed target is missed by too much, and not by too little."""
    if isinstance(target, Range):
        return cell.value is not None and cell.value > target.high
    return kpi.direction == "lower"
