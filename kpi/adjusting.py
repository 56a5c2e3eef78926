"""Points added by hand and scores set by comparison: their limits, and what they must say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from formula.evaluate import Context, Row
from formula.kinds import quantized
from kpi.grading import looked_up
from kpi.show import shortest
from language import say
from records.rulebook import Rulebook
from records.showing import label
from schema.indicators import Scorecard


@dataclass(frozen=True, slots=True)
class ByHand:
    """What people did to a sheet's score, and in words what is still wrong with it.

    `added` is what counts of the adjustment; `calibrated` replaces the score, if given.
    """

    added: Decimal
    calibrated: Decimal | None
    obstacles: tuple[str, ...] = ()


def by_hand(
    rulebook: Rulebook, card: Scorecard, given: Decimal, row: Row | None, context: Context
) -> ByHand:
    """An adjustment within its limits, and the calibrated score of a sheet's record."""
    added = _bounded(card, given, context)
    if row is None:
        return ByHand(added, None)
    calibrated = _calibrated(card, row)
    obstacles = (
        *_adjustment(rulebook, card, row, given, added),
        *_calibration(rulebook, card, row),
    )
    return ByHand(added, calibrated, obstacles)


def _bounded(card: Scorecard, given: Decimal, context: Context) -> Decimal:
    """As much of an adjustment as its limits allow."""
    most = looked_up(card.adjust.bonus_max, context)
    least = looked_up(card.adjust.penalty_max, context)
    bounded = given if most is None else min(given, most)
    return bounded if least is None else max(bounded, -least)


def _adjustment(
    rulebook: Rulebook, card: Scorecard, row: Row, given: Decimal, added: Decimal
) -> Iterator[str]:
    if given != added:
        yield say(
            "The adjustment {given} is beyond the limit; {limit} counts. Correct it.",
            given=f"{given.normalize():+f}",
            limit=f"{added.normalize():+f}",
        )
    if not given:
        return
    for name in (card.adjust.reason, card.adjust.evidence):
        if name and row.get(name) in (None, "", ()):
            yield say(
                "The score is adjusted: fill in {field} first.", field=_called(rulebook, card, name)
            )


def _calibrated(card: Scorecard, row: Row) -> Decimal | None:
    """The score that was set by comparing sheets, between 0 and the highest there is."""
    found = row.get(card.calibrate.score) if card.calibrate.score else None
    if found is None:
        return None
    return quantized(min(Decimal(card.max), max(Decimal(0), Decimal(found))), card.decimals)


def _calibration(rulebook: Rulebook, card: Scorecard, row: Row) -> Iterator[str]:
    score, reason = card.calibrate.score, card.calibrate.reason
    found = row.get(score) if score else None
    if found is None:
        return
    if not 0 <= Decimal(found) <= Decimal(card.max):
        yield say(
            "A score lies between 0 and {most}, not at {score}.",
            most=shortest(Decimal(card.max)),
            score=shortest(Decimal(found)),
        )
    if row.get(reason) in (None, ""):
        yield say(
            "The score is calibrated: fill in {field} first.",
            field=_called(rulebook, card, reason),
        )


def _called(rulebook: Rulebook, card: Scorecard, name: str) -> str:
    return label(rulebook.entity(card.of).fields[name])
