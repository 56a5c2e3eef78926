"""Which span of months a sheet is about: its card's length, from the month it names on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from formula.evaluate import Context, Row, value
from kpi.period import LENGTHS, Period
from language import say
from schema.cards import Length
from schema.indicators import Scorecard

NAMES = {
    "month": "a month like 2026-06",
    "quarter": "a quarter like 2026-Q2",
    "half": "a half-year like 2026-H1",
    "year": "a year like 2026",
}


def period_of(card: Scorecard, row: Row | None, begins: Period, context: Context) -> Period | None:
    """The period that begins in a sheet's month; None while its length is unknown."""
    months = _months(card.length, row, context)
    return None if months is None else replace(begins, months=months)


def _months(length: Length, row: Row | None, context: Context) -> int | None:
    """How many months a period has, by its unit, the sheet's own field or a formula."""
    if length.field:
        unit = row.get(length.field) if row is not None else None
        return LENGTHS.get(str(unit)) if unit else None
    return _declared(length, context)


def _declared(length: Length, context: Context) -> int | None:
    if length.months is None:
        return LENGTHS[length.unit]
    found = value(length.months.tree, None, context)
    return int(found) if found is not None and 1 <= found <= 120 else None


def unit_of(period: Period) -> str:
    """The name of a length, or nothing when it has none."""
    return next((unit for unit, months in LENGTHS.items() if months == period.months), "")


def cycles_at(
    card: Scorecard, units: Iterable[str], month: Period, context: Context
) -> Iterator[Period]:
    """The cycles of a card that a month is in; none while its length is not known.

    `units` are the lengths among which the card's sheets choose, if they choose.
    """
    chosen = [LENGTHS[unit] for unit in units if unit in LENGTHS]
    declared = None if card.length.field else _declared(card.length, context)
    for months in chosen if card.length.field else [declared]:
        if months is not None:
            yield replace(month, first=month.first - month.first % months, months=months)


def cycle_before(card: Scorecard, month: Period, context: Context) -> Period:
    """The cycle that ended last before the one that a month is in; ValueError while its length is unknown."""
    for cycle in cycles_at(card, (), month, context):
        return cycle.before()
    raise ValueError(unknown_length(card))


def asked_cycle(card: Scorecard, period: Period, context: Context) -> Period:
    """The cycle that somebody asked for; ValueError says what to write for this card.

    Where a setting says how many months a cycle has, its first month names it.
    """
    if card.length.field:
        if unit_of(period):
            return period
        raise ValueError(say("Write a month, a quarter, a half-year or a year, like 2026-H1."))
    months = _declared(card.length, context)
    if months is None:
        raise ValueError(unknown_length(card))
    if card.length.months is not None and period.months == 1:
        return replace(period, months=months)
    if period.months != months:
        raise ValueError(_wanted(card.length, months))
    return period


def unknown_length(card: Scorecard) -> str:
    """What to do where nothing says how many months a cycle has."""
    formula = card.length.months.text if card.length.months else ""
    return say("How long a cycle is, {formula}, is not known. Fill it in.", formula=formula)


def _wanted(length: Length, months: int) -> str:
    if length.unit:
        return say(
            "Sheets of this scorecard are of another length. Write {example}.",
            example=say(NAMES[length.unit]),
        )
    return say(
        "A cycle of this scorecard has {months} months. Write its first, like 2026-06.",
        months=months,
    )
