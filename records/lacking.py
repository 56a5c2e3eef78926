"""What formulas could not know because nobody entered it: a year's working days, a day's rate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from formula.evaluate import Context
from language import say

Found = TypeVar("Found")
Lack = Callable[[], str]
"""What is to be entered, in the words of whoever asks."""
Worth = Callable[[str, date], Decimal | None]
"""What a currency is worth on a day, as the table of rates has it."""


class Watched:
    """A calendar, and exchange rates, that remember what they were asked for in vain."""

    def __init__(self, read: Callable[[], Any], worth: Worth) -> None:
        self._read = read
        self._worth = worth
        self.missed: list[Lack] = []

    def number(self, day: date) -> int | None:
        """The running number of working days up to and including a day."""
        found: int | None = self._read().number(day)
        if found is None:
            self._miss(day.year)
        return found

    def is_workday(self, day: date) -> bool | None:
        """Whether a day is worked."""
        found: bool | None = self._read().is_workday(day)
        if found is None:
            self._miss(day.year)
        return found

    def nth(self, number: int) -> date | None:
        """The first day with a running number."""
        known = self._read()
        found: date | None = known.nth(number)
        if found is None and known.years:
            self._miss(known.years[-1] + 1 if number > 0 else known.years[0] - 1)
        return found

    def rate(self, currency: str | None, day: date) -> Decimal | None:
        """What a currency is worth on a day, by the newest rate on or before it."""
        found = self._worth(currency, day) if currency else None
        if not found:
            self.missed.append(partial(no_rate, currency, day))
        return found or None

    def _miss(self, year: int) -> None:
        self.missed.append(partial(not_entered, year))


def missing(context: Context, ask: Callable[[], Found]) -> tuple[Found, Lack | None]:
    """What a question answers, and the first thing that it needed and nobody entered."""
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


def no_rate(currency: str | None, day: date) -> str:
    """That the table of exchange rates has none, or that an amount has no currency."""
    if not currency:
        return say("An amount of {day} does not say its currency.", day=day)
    return say(
        "There is no exchange rate of {currency} on {day} or before. Enter one in the table of "
        "exchange rates.",
        currency=currency,
        day=day,
    )
