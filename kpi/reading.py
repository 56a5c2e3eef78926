"""What a figure's formula reads before it is computed, and the halves of a quotient."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from formula.functions import AROUND
from formula.tree import Apply, Measure, Typed
from formula.walk import walk
from kpi.columns import Amount
from kpi.compute import Standing, World, compute
from kpi.levels import DEPARTMENT, EMPLOYEE, LEVELS
from kpi.period import Period


class Asked(NamedTuple):
    """An aggregate that is read: in which window, at which level, and in which figure's formula.

    `owner` names another figure that the formula names; its dates and people count. A person's
    department is read as all that its people of the day `homes_on` have.
    """

    measure: Measure
    window: Period
    level: str
    owner: str = ""
    homes_on: date | None = None


def wider_level(level: str, group: str) -> str:
    """The level of a group seen from a level, never a narrower one; unnamed, the next one up.

    >>> wider_level("employee", ""), wider_level("department", "department")
    ('department', 'department')
    """
    at = LEVELS.index(level)
    wanted = LEVELS.index(group) if group else max(0, at - 1)
    return LEVELS[min(at, wanted)]


def homes_day(world: World, level: str, wider: str, period: Period) -> date | None:
    """The day whose departments decide who is in a group, where people are seen in theirs."""
    people_in_theirs = level == EMPLOYEE and wider == DEPARTMENT
    return world.homes_on(period) if people_in_theirs else None


def needed(
    tree: Typed, period: Period, world: World, level: str, day: date | None = None
) -> tuple[Asked, ...]:
    """Everything that a formula reads, in the order of reading."""
    listening = _Listening(world)
    compute(tree, period, listening.at(level, day))
    return tuple(listening.asked)


class _Listening:
    """The worlds of all levels, in which what is read is noted: every amount is 1."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.asked: dict[Asked, None] = {}

    def at(self, level: str, day: date | None = None) -> World:
        """The world of somebody at a level, of a department as it was on a day."""
        return replace(
            self._world,
            level=level,
            read=partial(self._noted, level, day),
            wider=partial(self._around, level, day),
            standing=partial(self._walked, level, day),
        )

    def _around(self, level: str, day: date | None, group: str, period: Period) -> World:
        wider = wider_level(level, group)
        return self.at(
            wider, day if wider == level else homes_day(self._world, level, wider, period)
        )

    def _noted(
        self, level: str, day: date | None, measure: Measure, window: Period, owner: str
    ) -> Amount:
        self.asked[Asked(measure, window, level, owner, day)] = None
        return Amount(Decimal(1), 1)

    def _walked(
        self, level: str, day: date | None, tree: Typed, period: Period, group: str, owner: str
    ) -> Standing:
        compute(tree, period, replace(self.at(level, day), owner=owner))
        return Standing(None)


def direct(tree: Typed) -> tuple[Measure, ...]:
    """The aggregate that a formula is, or the two that it is the quotient of; else none."""
    parts: tuple[Typed, ...] = (tree,)
    if isinstance(tree, Apply) and tree.name in ("div", "ratio"):
        parts = tree.arguments
    found = tuple(part for part in parts if isinstance(part, Measure) and part.kind.numeric)
    return found if len(found) == len(parts) else ()


def looks_around(tree: Typed) -> bool:
    """Whether a formula itself needs the rows of others."""
    return any(isinstance(node, Apply) and node.name in AROUND for node, _ in walk(tree))


def quotient(tree: Typed) -> tuple[Typed, Typed] | None:
    """A formula's numerator and denominator, when it is a quotient as a whole."""
    if isinstance(tree, Apply) and tree.name in {"div", "ratio"}:
        return tree.arguments[0], tree.arguments[1]
    if isinstance(tree, Apply) and tree.name in {"round", "coalesce"}:
        return quotient(tree.arguments[0])
    if isinstance(tree, Apply) and tree.name in {"ytd", "qtd"}:
        inner = quotient(tree.arguments[0])
        return inner and tuple(replace(tree, arguments=(part,)) for part in inner)  # type: ignore[return-value]
    return None
