"""The share of a period's working days that a person was there: joiners and leavers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from formula.evaluate import Context
from formula.kinds import quantized
from kpi.grading import SHARE_DECIMALS
from kpi.period import Period
from language import say
from records.rows import StoredRow
from records.rulebook import Rulebook
from schema.indicators import Scorecard

ONE_DAY = timedelta(days=1)


def share_of(
    rulebook: Rulebook, card: Scorecard, subject: int | None, period: Period, context: Context
) -> tuple[Decimal | None, tuple[str, ...]]:
    """Working days from joining to leaving over all of the period, and what is not known.

    Whoever was there all the time has 1; without `prorate` there is no share at all.
    """
    people = rulebook.schema.people
    declared = card.prorate
    if not (declared.since or declared.until) or not people or not card.person:
        return None, ()
    row = StoredRow(rulebook.tables, people.entity, subject, lambda: context)
    since = row.get(declared.since) if declared.since else None
    until = row.get(declared.until) if declared.until else None
    first, last = period.start, period.end - ONE_DAY
    there = _workdays(context, max(first, since or first), min(last, until or last))
    whole = _workdays(context, first, last)
    if there is None or not whole:
        missing = say("The working days of {period} are not known.", period=period.label)
        return None, (missing,)
    return quantized(Decimal(there) / whole, SHARE_DECIMALS), ()


def _workdays(context: Context, first: date, last: date) -> int | None:
    """How many working days there are from one day to another, both counted."""
    if last < first:
        return 0
    calendar: Any = context.calendar
    before, after = calendar.number(first - ONE_DAY), calendar.number(last)
    return None if before is None or after is None else int(after - before)
