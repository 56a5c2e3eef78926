"""Working days: filled from the public calendar, edited by people, counted in memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import peewee
from chinese_calendar.constants import holidays

from models.database import is_sqlite, transaction
from models.tables import Tables

KNOWN_YEARS: tuple[int, ...] = tuple(sorted({day.year for day in holidays}))
"""The years whose holidays have been announced."""

AT_ONCE = 200

Answer = tuple[bool, str]
"""Whether a day is worked, and the holiday that is why."""


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

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are known, from the first to the last."""
        return tuple(range(self.days[0].year, self.days[-1].year + 1)) if self.days else ()

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


def fill(
    tables: Tables, years: Iterable[int] = KNOWN_YEARS, by: Callable[[date], Answer] | None = None
) -> int:
    """Add the days of these years that are not there yet; how many were added.

    Days that somebody edited, or that are there already, stay as they are. `by` says of
    each day what the public calendar does otherwise.
    """
    model = tables.CalendarDay
    with editing(tables):
        present = {day for (day,) in model.select(model.day).tuples()}
        rows = [
            row(day, by or public) for year in years for day in days_of(year) if day not in present
        ]
        for start in range(0, len(rows), AT_ONCE):
            model.insert_many(rows[start : start + AT_ONCE]).execute()
        if rows:
            renumber(tables)
    return len(rows)


def mark(tables: Tables, day: date, workday: bool, name: str = "") -> None:
    """Say that a day is worked or not, whatever the public calendar says."""
    model = tables.CalendarDay
    with editing(tables):
        model.delete().where(model.day == day).execute()
        model.create(day=day, workday=workday, number=0, name=name, edited=True)
        renumber(tables)


def put_back(tables: Tables, day: date, workday: bool, name: str, edited: bool) -> None:
    """Let a day be what it was."""
    model = tables.CalendarDay
    with editing(tables):
        stood = {"workday": workday, "name": name, "edited": edited}
        model.update(stood).where(model.day == day).execute()
        renumber(tables)


def announce(tables: Tables, day: date) -> None:
    """Let a day be what the public calendar says, as if nobody had edited it."""
    model = tables.CalendarDay
    with editing(tables):
        model.delete().where(model.day == day).execute()
        model.create(**row(day, public))
        renumber(tables)


def refresh(tables: Tables, year: int) -> list[Any]:
    """Take a known year from the public calendar again, edited days aside; what changed, as it was."""
    model = tables.CalendarDay
    with editing(tables):
        query = model.select().where(year_of(model, year), model.edited == False)  # noqa: E712
        changed = [row for row in query if public(row.day) != (row.workday, row.name)]
        for row in changed:
            workday, name = public(row.day)
            model.update(workday=workday, name=name).where(model.day == row.day).execute()
        if changed:
            renumber(tables)
    return changed


def year_of(model: Any, year: int) -> Any:
    """The condition that a row's day is in a year."""
    return model.day.between(date(year, 1, 1), date(year, 12, 31))


@contextmanager
def editing(tables: Tables) -> Iterator[None]:
    """A transaction in which nobody else changes working days, whose numbers hang together."""
    with transaction(tables.database):
        if not is_sqlite(tables.database):
            table = tables.CalendarDay._meta.table_name
            tables.database.execute_sql(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
        yield


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


def row(day: date, by: Callable[[date], Answer]) -> dict[str, Any]:
    """A day's row as somebody answers for it, before it is numbered."""
    workday, name = by(day)
    return {"day": day, "workday": workday, "number": 0, "name": name, "edited": False}


def public(day: date) -> Answer:
    """Whether a day is worked by the State Council's notice, and the holiday that is why."""
    free, name = chinese_calendar.get_holiday_detail(day)
    return not free, name or ""


def ordinary(day: date) -> Answer:
    """What a week without holidays has: Monday to Friday worked, to begin a year by hand."""
    return is_weekday(day), ""


def is_weekday(day: date) -> bool:
    """Whether a day lies between Monday and Friday."""
    return day.weekday() < 5
