"""Years whose working days nobody entered: what formulas could not know because of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from formula.evaluate import Context
from language import say

Found = TypeVar("Found")


class Watched:
    """A calendar that remembers each year that it was asked for in vain."""

    def __init__(self, read: Callable[[], Any]) -> None:
        self._read = read
        self.missed: list[int] = []

    def number(self, day: date) -> int | None:
        """The running number of working days up to and including a day."""
        found: int | None = self._read().number(day)
        if found is None:
            self.missed.append(day.year)
        return found

    def is_workday(self, day: date) -> bool | None:
        """Whether a day is worked."""
        found: bool | None = self._read().is_workday(day)
        if found is None:
            self.missed.append(day.year)
        return found

    def nth(self, number: int) -> date | None:
        """The first day with a running number."""
        known = self._read()
        found: date | None = known.nth(number)
        if found is None and known.years:
            self.missed.append(known.years[-1] + 1 if number > 0 else known.years[0] - 1)
        return found


def missing(context: Context, ask: Callable[[], Found]) -> tuple[Found, int | None]:
    """What a question answers, and the first year that it needed and nobody entered."""
    calendar = context.calendar
    if not isinstance(calendar, Watched):
        return ask(), None
    before = len(calendar.missed)
    found = ask()
    return found, next(iter(calendar.missed[before:]), None)


def not_entered(year: int) -> str:
    """That nobody entered a year, and how an administrator does."""
    return say(
        "The working days of {year} are not entered yet. An administrator enters them on the page "
        "“Workday calendar” (or: app.py calendar import {year}).",
        year=year,
    )
