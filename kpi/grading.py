"""Grades of a sheet: their limits and coefficients as numbers, and the one reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from formula.evaluate import Context, value
from formula.kinds import quantized
from language import current, say
from schema.cards import Amount
from schema.indicators import Gate, Grade, Scorecard
from schema.values import Formula

SHARE_DECIMALS = 4


def settled(card: Scorecard, context: Context) -> tuple[Scorecard, tuple[str, ...]]:
    """A card whose grades are plain numbers, and in words what keeps them from being used."""
    grades = tuple(
        replace(
            grade,
            since=looked_up(grade.since, context),
            coefficient=looked_up(grade.coefficient, context),
        )
        for grade in card.grades
    )
    return replace(card, grades=grades), tuple(_faults(card.grades, grades))


def looked_up(amount: Amount, context: Context) -> Decimal | None:
    """The number that is declared, or that a formula over settings gives today."""
    if not isinstance(amount, Formula):
        return amount
    found = value(amount.tree, None, context)
    return None if found is None else Decimal(found)


def plain(amount: Amount) -> Decimal | None:
    """The number of a grade that is settled."""
    return amount if isinstance(amount, Decimal) else None


def _faults(declared: tuple[Grade, ...], grades: tuple[Grade, ...]) -> Iterator[str]:
    """Limits that are empty or do not go down, which only the settings of its period show."""
    limits = [plain(grade.since) for grade in grades]
    for grade, limit in zip(declared, limits, strict=True):
        if isinstance(grade.since, Formula) and limit is None:
            yield say(
                "The grade {grade} begins at {formula}, which is empty. Fill it in.",
                grade=grade.label.text(current()),
                formula=grade.since.text,
            )
    for n, (limit, following) in enumerate(zip(limits, limits[1:], strict=False)):
        if limit is not None and following is not None and following >= limit:
            yield say(
                "The grade {lower} begins at {following}, not below {limit} of {grade}. "
                "Correct the settings.",
                lower=grades[n + 1].label.text(current()),
                grade=grades[n].label.text(current()),
                following=following,
                limit=limit,
            )


def graded(
    card: Scorecard, score: Decimal | None, gates: Iterable[Gate]
) -> tuple[Grade | None, tuple[Gate, ...]]:
    """The grade that a score reaches in a settled card, and which of the gates held it down."""
    if score is None or not card.grades:
        return None, ()
    limits = (plain(grade.since) for grade in card.grades)
    last = len(card.grades) - 1
    reached = (n for n, limit in enumerate(limits) if limit is None or score >= limit)
    index = next(reached, last)
    caps = tuple(gate for gate in gates if gate.cap and _index(card, gate.cap) > index)
    held = max([index, *(_index(card, gate.cap) for gate in caps)])
    return card.grades[held], caps


def _index(card: Scorecard, name: str) -> int:
    return next(n for n, grade in enumerate(card.grades) if grade.name == name)


def counted(card: Scorecard, grade: Grade | None, share: Decimal | None) -> Decimal | None:
    """The coefficient of a grade, times the share of the period if the card says so."""
    found = plain(grade.coefficient) if grade else None
    if found is None or not card.prorate.coefficient:
        return found
    return None if share is None else quantized(found * share, SHARE_DECIMALS)
