"""What a figure's formula reads before it is computed, and the halves of a quotient."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from formula.functions import AROUND
from formula.tree import Apply, Measure, Typed
from formula.walk import walk
from kpi.columns import Amount
from kpi.compute import Standing, World, compute
from kpi.levels import LEVELS
from kpi.period import Period


class Asked(NamedTuple):
    """An aggregate that is read: in which window, at which level, and in which figure's formula.

    `owner` names another figure that the formula names; its dates and people count.
    """

    measure: Measure
    window: Period
    level: str
    owner: str = ""


def wider_level(level: str, group: str) -> str:
    """The level of a group seen from a level, never a narrower one; unnamed, the next one up.

    >>> wider_level("employee", ""), wider_level("department", "department")
    ('department', 'department')
    """
    at = LEVELS.index(level)
    wanted = LEVELS.index(group) if group else max(0, at - 1)
    return LEVELS[min(at, wanted)]


def needed(tree: Typed, period: Period, world: World, level: str) -> tuple[Asked, ...]:
    """Everything that a formula reads, in the order of reading."""
    listening = _Listening(world)
    compute(tree, period, listening.at(level))
    return tuple(listening.asked)


class _Listening:
    """The worlds of all levels, in which what is read is noted: every amount is 1."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.asked: dict[Asked, None] = {}

    def at(self, level: str) -> World:
        """The world of somebody at a level."""
        return replace(
            self._world,
            level=level,
            read=partial(self._noted, level),
            wider=lambda group, period: self.at(wider_level(level, group)),
            standing=partial(self._walked, level),
        )

    def _noted(self, level: str, measure: Measure, window: Period, owner: str) -> Amount:
        self.asked[Asked(measure, window, level, owner)] = None
        return Amount(Decimal(1), 1)

    def _walked(self, level: str, tree: Typed, period: Period, group: str, owner: str) -> Standing:
        compute(tree, period, replace(self.at(level), owner=owner))
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
