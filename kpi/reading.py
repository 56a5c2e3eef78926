"""What a figure's formula reads before it is computed, and the halves of a quotient."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
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
    asked: dict[Asked, None] = {}

    def listening(at: str) -> World:
        """The world at a level, where everything that is read is noted."""

        def note(measure: Measure, window: Period, owner: str) -> Amount:
            asked[Asked(measure, window, at, owner)] = None
            return Amount(Decimal(1), 1)

        def standing(tree: Typed, period: Period, group: str, owner: str) -> Standing:
            compute(tree, period, replace(here, owner=owner))
            return Standing(None)

        here = replace(
            world,
            level=at,
            read=note,
            wider=lambda group: listening(wider_level(at, group)),
            standing=standing,
        )
        return here

    compute(tree, period, listening(level))
    return tuple(asked)


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
