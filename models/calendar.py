"""Working days: filled from the public calendar, edited by people, counted in memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import peewee
from chinese_calendar.constants import holidays

from models.database import transaction
from models.tables import Tables

KNOWN_YEARS: tuple[int, ...] = tuple(sorted({day.year for day in holidays}))
"""The years whose holidays have been announced."""

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are known, in order, and the running number of working days.

    `numbers[i]` counts the working days up to and including `days[i]`; `worked` are the
    working days alone, with their numbers in `worked_numbers`.
    """

    days: tuple[date, ...]
    numbers: tuple[int, ...]
    worked: tuple[date, ...]
    worked_numbers: tuple[int, ...]

    def number(self, day: date) -> int | None:
        """How many working days there are up to and including a day; unknown is None.

        >>> week = calendar_of([(date(2024, 5, 3), True), (date(2024, 5, 4), False)])
        >>> week.number(date(2024, 5, 4)), week.number(date(2024, 5, 5))
        (1, None)
        """
        place = bisect_left(self.days, day)
        known = place < len(self.days) and self.days[place] == day
        return self.numbers[place] if known else None

    def is_workday(self, day: date) -> bool | None:
        """Whether a day is worked; unknown is None."""
        if self.number(day) is None:
            return None
        place = bisect_left(self.worked, day)
        return place < len(self.worked) and self.worked[place] == day

    def nth(self, number: int) -> date | None:
        """The working day that has a number, or None beyond what is known."""
        place = bisect_left(self.worked_numbers, number)
        known = place < len(self.worked) and self.worked_numbers[place] == number
        return self.worked[place] if known else None


def calendar_of(days: Iterable[tuple[date, bool]]) -> Calendar:
    """A calendar of days in order, each worked or not."""
    listed = list(days)
    numbers = list(running(worked for _, worked in listed))
    pairs = [(day, number) for (day, worked), number in zip(listed, numbers, strict=True) if worked]
    return Calendar(
        tuple(day for day, _ in listed),
        tuple(numbers),
        tuple(day for day, _ in pairs),
        tuple(number for _, number in pairs),
    )


def running(worked: Iterable[bool]) -> Iterator[int]:
    """The running count of true values.

    >>> list(running([True, False, True]))
    [1, 1, 2]
    """
    count = 0
    for each in worked:
        count += each
        yield count


def read(tables: Tables) -> Calendar:
    """The calendar as the database has it."""
    model = tables.CalendarDay
    return calendar_of(model.select(model.day, model.workday).order_by(model.day).tuples())


def fill(tables: Tables, years: Iterable[int] = KNOWN_YEARS) -> int:
    """Add the days of these years that are not there yet; how many were added.

    Days that somebody edited, or that are there already, stay as they are.
    """
    model = tables.CalendarDay
    with transaction(tables.database):
        present = {day for (day,) in model.select(model.day).tuples()}
        rows = [public_day(day) for year in years for day in days_of(year) if day not in present]
        for start in range(0, len(rows), AT_ONCE):
            model.insert_many(rows[start : start + AT_ONCE]).execute()
        if rows:
            renumber(tables)
    return len(rows)


def mark(tables: Tables, day: date, workday: bool, name: str = "") -> None:
    """Say that a day is worked or not, whatever the public calendar says."""
    model = tables.CalendarDay
    with transaction(tables.database):
        model.delete().where(model.day == day).execute()
        model.create(day=day, workday=workday, number=0, name=name, edited=True)
        renumber(tables)


def renumber(tables: Tables) -> None:
    """Count the working days again, from the first day on."""
    model = tables.CalendarDay
    worked = peewee.Case(None, [(model.workday == True, 1)], 0)  # noqa: E712
    count = peewee.fn.SUM(worked).over(order_by=[model.day]).alias("number")
    counted = model.select(model.day, count).alias("counted")
    model.update(number=counted.c.number).from_(counted).where(model.day == counted.c.day).execute()


def days_of(year: int) -> Iterator[date]:
    """Every day of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def public_day(day: date) -> dict[str, Any]:
    """A day's row as the State Council's notice has it."""
    free, name = chinese_calendar.get_holiday_detail(day)
    return {"day": day, "workday": not free, "number": 0, "name": name or "", "edited": False}
