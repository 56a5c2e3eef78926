"""From points to a score and a grade, in one fixed order; rounded once, at the end.

The points over the weights that were scored make the computed score; then come the points
added by hand, the limits 0 and `max`, the score that people set instead after comparing
sheets, the gates that hold the score down, the rounding, the grade, and the gates that hold
the grade down. A score of parts takes the place of the items' own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from formula.evaluate import Context, Row, holds
from formula.kinds import quantized
from kpi.adjusting import ByHand
from kpi.cells import noiseless
from kpi.grading import graded
from kpi.items import SheetItem
from language import current, say
from schema.indicators import Grade, Scorecard
from schema.scoring import HUNDRED

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sheet's score and grade; `vetoed` and `capped` say what a gate held down.

    `uncalibrated` is the score without the one that people set.
    """

    score: Decimal | None
    grade: Grade | None
    capped: bool
    vetoed: bool
    uncalibrated: Decimal | None = None


def computed(items: Iterable[SheetItem]) -> Decimal | None:
    """The score of the items alone, exact: points out of 100 of the weights scored.

    None while something blocks it, and where no item has anything of its own to say.
    """
    weighted = [item for item in items if item.weight is not None]
    scored = [item for item in weighted if item.points is not None]
    weight = sum((item.weight or NOTHING for item in scored), NOTHING)
    if not weight or any(item.blocked for item in weighted):
        return None
    if all(item.supposed for item in scored):
        return None
    points = sum((item.points or NOTHING for item in scored), NOTHING)
    return noiseless(points * HUNDRED / weight)


def blocking(items: Iterable[SheetItem]) -> tuple[str, ...]:
    """What keeps a sheet from having a score, in words."""
    found: list[str] = []
    for item in items:
        if item.blocked and item.weight is not None:
            unknown = say("{item}: cannot be computed", item=item.label.text(current()))
            found += item.missing or (unknown,)
    return tuple(found)


def outcome(
    card: Scorecard, made: Decimal | None, hand: ByHand, row: Row | None, context: Context
) -> Outcome:
    """What a computed score comes to; `row` is the sheet's own record, which gates look at."""
    reached = hand.calibrated
    limited = None if made is None else min(Decimal(card.max), max(NOTHING, made + hand.added))
    if reached is None:
        reached = limited
    if reached is None:
        return Outcome(None, None, False, False)
    shut = [gate for gate in card.gates if row is not None and holds(gate.when.tree, row, context)]
    most = [Decimal(gate.score) for gate in shut if gate.score is not None]
    held = min([reached, *most])
    score = quantized(held, card.decimals)
    grade, capped = graded(card, score, row, context)
    before = None if limited is None else quantized(min([limited, *most]), card.decimals)
    return Outcome(score, grade, capped, held < reached, before)
