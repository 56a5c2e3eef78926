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

from formula.evaluate import Context, Row
from formula.kinds import quantized
from kpi.adjusting import ByHand
from kpi.cells import noiseless
from kpi.gates import shut
from kpi.grading import graded
from kpi.items import SheetItem
from language import current, say
from schema.indicators import Gate, Grade, Scorecard
from schema.scoring import HUNDRED

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sheet's score and grade; the gates in `vetoes` held the score down, those in `caps` the grade.

    `uncalibrated` is the score without the one that people set.
    """

    score: Decimal | None
    grade: Grade | None
    caps: tuple[Gate, ...] = ()
    vetoes: tuple[Gate, ...] = ()
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
    card: Scorecard,
    made: Decimal | None,
    items: tuple[SheetItem, ...],
    hand: ByHand,
    row: Row | None,
    context: Context,
) -> Outcome:
    """What a computed score comes to; gates look at the items and at `row`, the sheet's record."""
    reached = hand.calibrated
    limited = None if made is None else min(Decimal(card.max), max(NOTHING, made + hand.added))
    if reached is None:
        reached = limited
    if reached is None:
        return Outcome(None, None)
    gates = shut(card, items, reached, row, context)
    vetoes = tuple(gate for gate in gates if gate.score is not None and gate.score < reached)
    score = _held(card, reached, vetoes)
    grade, caps = graded(card, score, gates)
    before = score if limited is not None else None
    if limited is not None and limited != reached:
        before = _held(card, limited, shut(card, items, limited, row, context))
    return Outcome(score, grade, caps, vetoes, before)


def _held(card: Scorecard, reached: Decimal, gates: Iterable[Gate]) -> Decimal:
    """A score that gates hold down, rounded as it is printed."""
    most = (Decimal(gate.score) for gate in gates if gate.score is not None)
    return quantized(min([reached, *most]), card.decimals)
