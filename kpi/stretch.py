"""A stretch of a period: the days for which a sheet is, where a transfer divides the period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from formula.evaluate import Calendar, Row
from formula.kinds import BOOLEAN
from formula.tree import Apply, Span, Typed
from kpi.bound import compared, moment
from kpi.period import Period
from language import say
from schema.indicators import Scorecard

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of a period in a row, from the first to the last."""

    period: Period
    first: date
    last: date

    @property
    def key(self) -> str:
        """How an address writes it."""
        return f"{self.first}..{self.last}"

    @property
    def label(self) -> str:
        """Its days in words."""
        return say("{first} to {last}", first=self.first.isoformat(), last=self.last.isoformat())

    def overlaps(self, other: Stretch) -> bool:
        """Whether a day is in both."""
        return self.first <= other.last and other.first <= self.last

    def counts(self, day: Typed) -> Typed:
        """The condition that a row's day is in the stretch, or not in its period at all.

        What lies before the period, as in a year to date, counts in full.
        """
        inside = _between(day, self.first, self.last + ONE_DAY)
        outside = _either(
            compared("lt", day, moment(day.kind, self.period.start)),
            compared("ge", day, moment(day.kind, self.period.end)),
        )
        return _either(inside, outside)


def workdays(calendar: Calendar, first: date, last: date) -> int | None:
    """How many working days there are from one day to another, both counted; None if not known."""
    if last < first:
        return 0
    before, after = calendar.number(first - ONE_DAY), calendar.number(last)
    return None if before is None or after is None else int(after - before)


def parse(text: str, period: Period) -> Stretch | None:
    """The stretch of a period that an address names; ValueError of what is none in it."""
    if not text:
        return None
    first, last = (date.fromisoformat(each) for each in text.split("..", 1))
    if not period.start <= first <= last <= period.last_day:
        raise ValueError(text)
    return Stretch(period, first, last)


def days_told(card: Scorecard, read: Callable[[str], Any], period: Period) -> Stretch | None:
    """The days that a sheet says it is about, in its period or not.

    None is all of the period, whether its first and last day are filled in or not.
    """
    given = card.transfers
    if not given.split:
        return None
    first, last = read(given.since), read(given.until)
    if first is None and last is None:
        return None
    found = Stretch(period, first or period.start, last or period.last_day)
    return None if (found.first, found.last) == (period.start, period.last_day) else found


def stretch_of(
    card: Scorecard, row: Row | None, period: Period
) -> tuple[Stretch | None, tuple[str, ...]]:
    """The stretch that a sheet's record is about, and in words why its days cannot be.

    None is all of the period.
    """
    found = days_told(card, row.get, period) if row is not None else None
    if found is None or period.start <= found.first <= found.last <= period.last_day:
        return found, ()
    wrong = say("The days {days} do not lie in {period}.", days=found.label, period=period.label)
    return None, (wrong,)


def frozen_stretch(told: Mapping[str, Any], period: Period) -> Stretch | None:
    """The stretch of a frozen sheet."""
    days = told.get("stretch")
    if not days:
        return None
    return Stretch(period, *(date.fromisoformat(days[key]) for key in ("from", "until")))


def _between(day: Typed, first: date, end: date) -> Typed:
    ends = (
        compared("ge", day, moment(day.kind, first)),
        compared("lt", day, moment(day.kind, end)),
    )
    return Apply(BOOLEAN, Span(0, 0), "and", ends)


def _either(left: Typed, right: Typed) -> Typed:
    return Apply(BOOLEAN, Span(0, 0), "or", (left, right))
