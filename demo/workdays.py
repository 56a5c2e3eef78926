"""Working days for the sample: the calendar's, and Monday to Friday where it knows none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from records.rulebook import Rulebook

DAY = timedelta(days=1)
WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """The days on which the people of a rulebook work."""

    rulebook: Rulebook

    def holds(self, day: date) -> bool:
        """Whether a day is worked."""
        known = self.rulebook.calendar.is_workday(day)
        return day.weekday() < WEEKEND if known is None else known

    def onwards(self, day: date) -> date:
        """The day itself, or the next one that is worked."""
        while not self.holds(day):
            day += DAY
        return day

    def later(self, day: date, count: int) -> date:
        """So many working days later."""
        for _ in range(count):
            day = self.onwards(day + DAY)
        return self.onwards(day)

    def days(self, first: date, last: date) -> Iterator[date]:
        """Every day from the first to the last, worked or not."""
        for number in range((last - first).days + 1):
            yield first + DAY * number
