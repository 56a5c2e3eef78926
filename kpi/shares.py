"""The share of a period's working days that a person was there: joiners and leavers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from formula.evaluate import Context
from formula.kinds import quantized
from kpi.grading import SHARE_DECIMALS
from kpi.period import Period
from kpi.stretch import Stretch, workdays
from language import say
from records.actor import SYSTEM
from records.rows import StoredRow
from records.rulebook import Rulebook
from schema.indicators import Scorecard


def share_of(
    rulebook: Rulebook,
    card: Scorecard,
    subject: int | None,
    period: Period,
    context: Context,
    stretch: Stretch | None = None,
) -> tuple[Decimal | None, tuple[str, ...]]:
    """Working days from joining to leaving over all of the period, and what is not known.

    Whoever was there all the time has 1; without `prorate` there is no share at all, but of
    a stretch.
    """
    people = rulebook.schema.people
    declared = card.prorate
    asked = declared.since or declared.until or stretch is not None
    if not asked or not people or not card.person:
        return None, ()
    since, until = employed(rulebook, card, subject)
    first, last = period.start, period.last_day
    if stretch is None and (since or first) <= first and (until or last) >= last:
        return Decimal(1), ()
    whole = workdays(context.calendar, first, last)
    if stretch is not None:
        first, last = stretch.first, stretch.last
    there = workdays(context.calendar, max(first, since or first), min(last, until or last))
    if there is None or not whole:
        missing = say("The working days of {period} are not known.", period=period.label)
        return None, (missing,)
    return quantized(Decimal(there) / whole, SHARE_DECIMALS), ()


def employed(
    rulebook: Rulebook, card: Scorecard, person: int | None
) -> tuple[date | None, date | None]:
    """From which day and until which a person is there, as far as the card says where that is."""
    people, declared = rulebook.schema.people, card.prorate
    if people is None:
        return None, None
    context = rulebook.context(SYSTEM)
    row = StoredRow(rulebook.tables, people.entity, person, lambda: context)
    since = row.get(declared.since) if declared.since else None
    return since, row.get(declared.until) if declared.until else None
