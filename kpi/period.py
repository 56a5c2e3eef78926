"""Months, quarters, half-years and years as half-open ranges of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from language import say

_FORMS = re.compile(
    r"(?P<year>[12]\d{3})(?:-(?:(?P<month>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])))?"
)
LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole months: its first month, counted from year 0, and how many."""

    first: int
    months: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read 2026-06, 2026-Q2, 2026-H1 or 2026; ValueError says what to write.

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
                return cls(year + (int(found[unit]) - 1) * LENGTHS[unit], LENGTHS[unit])
        return cls(year, 12)

    @classmethod
    def month_of(cls, day: date) -> Period:
        """The calendar month that a day is in."""
        return cls(day.year * 12 + day.month - 1, 1)

    @classmethod
    def spanning(cls, first: Period, last: Period) -> Period:
        """From the first month of one period to the last month of another."""
        return cls(first.first, last.first + last.months - first.first)

    @property
    def start(self) -> date:
        """Its first day."""
        return _first_day(self.first)

    @property
    def end(self) -> date:
        """The first day after it."""
        return _first_day(self.first + self.months)

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
        return tuple(Period(self.first + n, 1) for n in range(self.months))

    def before(self, count: int = 1, unit: str = "period") -> Period:
        """The same length so many periods (or years) earlier."""
        return Period(self.first - count * (12 if unit == "year" else self.months), self.months)

    def to_date(self, unit: str = "year") -> Period:
        """From the start of its year (or quarter) to its end."""
        length = LENGTHS[unit]
        last = self.first + self.months
        first = self.first - self.first % length
        return Period(first, last - first)

    def rolling(self, count: int) -> Period:
        """The last so many periods of this length, this one included."""
        return Period(self.first - (count - 1) * self.months, self.months * count)

    def contains(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.start <= day < self.end


def latest(until: Period, count: int) -> tuple[Period, ...]:
    """So many periods of one length in order, the given one last."""
    return tuple(until.before(n) for n in range(count - 1, -1, -1))


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
