"""Months, quarters, half-years and years as half-open ranges of days.

A company's months may begin on another day than the first. Such a month is called after
the calendar month that most of its days lie in: begun on the 26th, 2026-06 is 26 May to
25 June; begun on the 5th, it is 5 June to 4 July. This file alone knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from language import say
from schema.objects import Schema

_FORMS = re.compile(
    r"(?P<year>[12]\d{3})(?:-(?:(?P<month>\d{2})(?:\+(?P<count>[1-9]\d{0,2}))?"
    r"|Q(?P<quarter>[1-4])|H(?P<half>[12])))?"
)
LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
MIDDLE = 15
"""A month that begins later is called after the calendar month that it ends in."""


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole months: its first month, counted from year 0, how many, and their first day."""

    first: int
    months: int
    starts_on: int = 1

    @classmethod
    def parse(cls, text: str, starts_on: int = 1) -> Period:
        """Read 2026-06, 2026-Q2, 2026-H1 or 2026; ValueError says what to write.

        Of another number of months, `2026-05+2` names the first and how many.

        >>> Period.parse("2026-Q2").start
        datetime.date(2026, 4, 1)
        """
        found = _FORMS.fullmatch(text.strip())
        if not found or not 1 <= int(found["month"] or 1) <= 12:
            raise ValueError(
                say("“{text}” is not a period. Write 2026-06, 2026-Q2, 2026-H1 or 2026.", text=text)
            )
        year = int(found["year"]) * 12
        for unit in ("month", "quarter", "half"):
            if found[unit]:
                first = year + (int(found[unit]) - 1) * LENGTHS[unit]
                return cls(first, int(found["count"] or LENGTHS[unit]), starts_on)
        return cls(year, 12, starts_on)

    @classmethod
    def month_of(cls, day: date, starts_on: int = 1) -> Period:
        """The month that a day is in.

        >>> Period.month_of(date(2026, 5, 26), starts_on=26).key
        '2026-06'
        """
        begun = day - timedelta(days=starts_on - 1)
        return cls(_number(begun) + (starts_on > MIDDLE), 1, starts_on)

    @classmethod
    def called(cls, month: date, starts_on: int = 1) -> Period:
        """The month that is called as a calendar month is, given by any of its days."""
        return cls(_number(month), 1, starts_on)

    @classmethod
    def spanning(cls, first: Period, last: Period) -> Period:
        """From the first month of one period to the last month of another."""
        return replace(first, months=last.first + last.months - first.first)

    @classmethod
    def around_all(cls, periods: Collection[Period]) -> Period:
        """From the first month of the earliest to the last month of the latest."""
        latest = max(periods, key=lambda period: period.first + period.months)
        return cls.spanning(min(periods, key=lambda period: period.first), latest)

    @property
    def start(self) -> date:
        """Its first day."""
        return _begun(self.first, self.starts_on)

    @property
    def end(self) -> date:
        """The first day after it."""
        return _begun(self.first + self.months, self.starts_on)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def calendar(self) -> Period:
        """The calendar months that it is called after, which rows with a month are dated by."""
        return replace(self, starts_on=1)

    @property
    def month(self) -> date:
        """How a row with a month writes its first month: the first of that calendar month."""
        return _begun(self.first, 1)

    @property
    def last_month(self) -> str:
        """The key of its last month."""
        return self._run(self.first + self.months - 1, 1).key

    @property
    def key(self) -> str:
        """How it is written: 2026-06, 2026-Q2, 2026-H1, 2026.

        >>> Period.parse("2026-H1").key
        '2026-H1'
        """
        year, month = divmod(self.first, 12)
        if self.months == 1:
            return f"{year}-{month + 1:02}"
        if self.months == 12 and month == 0:
            return f"{year}"
        for letter, length in (("Q", 3), ("H", 6)):
            if self.months == length and month % length == 0:
                return f"{year}-{letter}{month // length + 1}"
        return f"{year}-{month + 1:02}+{self.months}"

    @property
    def label(self) -> str:
        """How a reader of the current language calls it."""
        year, month = divmod(self.first, 12)
        if self.months == 1:
            return say("{month}/{year}", year=year, month=month + 1)
        aligned = month % self.months == 0
        if self.months == 3 and aligned:
            return say("Q{quarter} {year}", year=year, quarter=month // 3 + 1)
        if self.months == 6 and aligned:
            half = "first half of {year}" if month == 0 else "second half of {year}"
            return say(half, year=year)
        if self.months == 12 and aligned:
            return say("year {year}", year=year)
        months = self.each_month()
        return say("{first} to {last}", first=months[0].label, last=months[-1].label)

    def each_month(self) -> tuple[Period, ...]:
        """Its months, in order."""
        return self.parts(1)

    def parts(self, length: int) -> tuple[Period, ...]:
        """The periods of so many months in it, in order; of a longer one that in which it lies.

        >>> [part.key for part in Period.parse("2026-H1").parts(3)]
        ['2026-Q1', '2026-Q2']
        """
        if length > self.months or self.months % length:
            last = self.first + self.months - 1
            return (self._run(last - last % length, length),)
        return tuple(self._run(self.first + n, length) for n in range(0, self.months, length))

    def around(self, length: int) -> Period:
        """The period of so many months that its first month lies in."""
        return self._run(self.first - self.first % length, length)

    def _run(self, first: int, months: int) -> Period:
        return replace(self, first=first, months=months)

    def before(self, count: int = 1, unit: str = "period") -> Period:
        """The same length so many periods (or months, quarters, years) earlier."""
        back = count * LENGTHS.get(unit, self.months)
        return replace(self, first=self.first - back)

    def to_date(self, unit: str = "year") -> Period:
        """From the start of its year (or quarter) to its end."""
        length = LENGTHS[unit]
        last = self.first + self.months
        first = self.first - self.first % length
        return self._run(first, last - first)

    def rolling(self, count: int) -> Period:
        """The last so many periods of this length, this one included."""
        return self._run(self.first - (count - 1) * self.months, self.months * count)

    def contains(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.start <= day < self.end


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a company: where every period that is asked for begins."""

    starts_on: int = 1

    def parse(self, text: str) -> Period:
        """The period of a text; ValueError says what to write."""
        return Period.parse(text, self.starts_on)

    def of(self, day: date) -> Period:
        """The month that a day is in."""
        return Period.month_of(day, self.starts_on)

    def called(self, month: date) -> Period:
        """The month that a row with a month means."""
        return Period.called(month, self.starts_on)


def months(schema: Schema) -> Months:
    """The months as a rulebook's company counts them."""
    return Months(schema.company.month_starts_on)


def latest(until: Period, count: int) -> tuple[Period, ...]:
    """So many periods of one length in order, the given one last."""
    return tuple(until.before(n) for n in range(count - 1, -1, -1))


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _begun(month: int, starts_on: int) -> date:
    """The day on which a month begins."""
    month -= starts_on > MIDDLE
    return date(month // 12, month % 12 + 1, starts_on)
