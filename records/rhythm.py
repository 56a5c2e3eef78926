"""On which days a duty is due, by the company's calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Protocol

from language import say
from schema.duties import MONTHS, WEEKDAYS, Duty

ONE_DAY = timedelta(days=1)
LONGEST = 800
"""So many days from any day on, every duty is due at least once."""


class Worked(Protocol):
    """A calendar that knows which days are worked."""

    def is_workday(self, day: date) -> bool | None:
        """Whether a day is worked, if known."""


class UnknownDay(LookupError):
    """A day of which the calendar does not say whether it is worked."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    def __str__(self) -> str:
        """What to do about it."""
        text = (
            "The calendar does not know yet whether {day} is worked. An administrator enters {year} "
            "on the page “Workday calendar”; the days are caught up then."
        )
        return say(text, day=self.day, year=self.day.year)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def falls_on(duty: Duty, day: date, calendar: Worked) -> bool:
    """Whether a duty is due on a day; raises UnknownDay."""
    if duty.every == "workday":
        return worked(calendar, day)
    if not duty.workday:
        return nominal(duty, day)
    if not worked(calendar, day):
        return False
    # What would have been due on the free days just before is due on this one.
    while not nominal(duty, day):
        day -= ONE_DAY
        if worked(calendar, day):
            return False
    return True


def worked(calendar: Worked, day: date) -> bool:
    """Whether a day is worked; raises UnknownDay."""
    found = calendar.is_workday(day)
    if found is None:
        raise UnknownDay(day)
    return found


def nominal(duty: Duty, day: date) -> bool:
    """Whether a duty is due on a day before free days are looked at.

    >>> end = Duty("close", None, every="month", day=31)
    >>> nominal(end, date(2026, 2, 28)), nominal(end, date(2026, 3, 30))
    (True, False)
    """
    if duty.every == "day":
        return True
    if duty.every == "week":
        return day.weekday() == duty.weekday
    last = monthrange(day.year, day.month)[1]
    in_month = (day.month - 1) % MONTHS[duty.every] == duty.month - 1
    return in_month and day.day == min(duty.day, last)


def next_day(duty: Duty, after: date, calendar: Worked) -> date | None:
    """The first day after another on which a duty is due; None when the calendar ends before."""
    try:
        later = days(after + ONE_DAY, after + timedelta(days=LONGEST))
        return next((day for day in later if falls_on(duty, day, calendar)), None)
    except UnknownDay:
        return None


def in_words(duty: Duty) -> str:
    """How often a duty is due, in words."""
    if not duty.every:
        return say("as soon as its condition holds")
    words = {"day": duty.day, "month": duty.month, "weekday": say(WEEKDAYS[duty.weekday].title())}
    return say(WORDS[duty.every], **words) + (
        say(", or the next working day") if duty.workday else ""
    )


WORDS = {
    "workday": "every working day",
    "day": "every day",
    "week": "every week on {weekday}",
    "month": "every month on day {day}",
    "quarter": "every quarter on day {day} of month {month}",
    "half": "every half year on day {day} of month {month}",
    "year": "every year on day {day} of month {month}",
}
"""Each rhythm in words."""
