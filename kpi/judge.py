"""Whether a figure has reached its target, and how many points that is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from formula.evaluate import Context, value
from kpi.cells import Cell
from kpi.period import Period
from schema.indicators import Kpi, Target

MET, UNMET, OPEN = "met", "unmet", "open"


def target_in(kpi: Kpi, period: Period) -> Target | None:
    """The target in force when the period begins: the latest that has started."""
    last_month = period.each_month()[-1].key
    started = [t for t in kpi.targets if t.since <= last_month]
    return max(started, key=lambda t: t.since, default=None)


def target_value(kpi: Kpi, period: Period, context: Context) -> Decimal | None:
    """The number that the figure should reach in the period, if any was set."""
    target = target_in(kpi, period)
    found = value(target.value.tree, None, context) if target else None
    return None if found is None else Decimal(found)


def reached(kpi: Kpi, actual: Decimal, target: Decimal) -> bool:
    """Whether a value is good enough; `strict` figures must be better than the target."""
    ahead = target - actual if kpi.direction == "lower" else actual - target
    return ahead > 0 if kpi.strict else ahead >= 0


def judged(kpi: Kpi, cell: Cell, target: Decimal | None) -> str:
    """Met, unmet, or open while there is no number or no target."""
    if cell.value is None or target is None:
        return OPEN
    return MET if reached(kpi, cell.value, target) else UNMET


def gap(kpi: Kpi, cell: Cell, target: Decimal | None) -> Decimal | None:
    """How far a missed target is away, as a positive number."""
    if judged(kpi, cell, target) != UNMET or cell.value is None or target is None:
        return None
    return abs(cell.value - target)


def _proportional(kpi: Kpi, actual: Decimal, target: Decimal) -> Decimal:
    if reached(kpi, actual, target):
        return Decimal(1)
    if not target:
        return Decimal(0)
    # What is missing is measured by the size of the target, also of one below zero.
    return max(Decimal(0), 1 - abs(actual - target) / abs(target))


def _all_or_nothing(kpi: Kpi, actual: Decimal, target: Decimal) -> Decimal:
    return Decimal(1 if reached(kpi, actual, target) else 0)


METHODS: Mapping[str, Callable[[Kpi, Decimal, Decimal], Decimal]] = {
    "ratio": _proportional,
    "pass": _all_or_nothing,
}
"""How a value turns into a share of its weight, by the name that a scorecard gives."""


def earned(kpi: Kpi, cell: Cell, target: Decimal | None, method: str) -> Decimal | None:
    """The share of its weight that a figure earns, 0 to 1; None when nothing can be said."""
    if cell.value is None or target is None:
        return None
    return METHODS[method](kpi, cell.value, target)
