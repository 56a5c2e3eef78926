"""Periods that move with today: this month, the last 30 days, overdue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Period:
    """A name for days relative to today: first and last, either may be open."""

    label: str
    days: Callable[[date], Days]


def month(today: date, step: int = 0) -> Days:
    """The first and last day of a month, so many months away.

    >>> month(date(2026, 1, 31), -1)
    (datetime.date(2025, 12, 1), datetime.date(2025, 12, 31))
    """
    first = _month_start(today, step)
    return first, _month_start(first, 1) - timedelta(days=1)


def quarter(today: date, step: int = 0) -> Days:
    """The first and last day of a quarter, so many quarters away."""
    first = _month_start(today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1), step * 3)
    return first, _month_start(first, 3) - timedelta(days=1)


def week(today: date, step: int = 0) -> Days:
    """Monday and Sunday of a week, so many weeks away."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    return monday, monday + timedelta(days=6)


def year(today: date, step: int = 0) -> Days:
    """The first and last day of a year, so many years away."""
    return date(today.year + step, 1, 1), date(today.year + step, 12, 31)


def _month_start(day: date, step: int) -> date:
    months = day.year * 12 + day.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


PERIODS: Mapping[str, Period] = MappingProxyType(
    {
        "today": Period("today", lambda day: (day, day)),
        "this_week": Period("this week", week),
        "last_week": Period("last week", lambda day: week(day, -1)),
        "next_week": Period("next week", lambda day: week(day, 1)),
        "this_month": Period("this month", month),
        "last_month": Period("last month", lambda day: month(day, -1)),
        "next_month": Period("next month", lambda day: month(day, 1)),
        "this_quarter": Period("this quarter", quarter),
        "last_quarter": Period("last quarter", lambda day: quarter(day, -1)),
        "this_year": Period("this year", year),
        "last_year": Period("last year", lambda day: year(day, -1)),
        "last_30_days": Period("the last 30 days", lambda day: (day - timedelta(days=29), day)),
        "next_7_days": Period("the next 7 days", lambda day: (day, day + timedelta(days=6))),
        "past": Period("before today", lambda day: (None, day - timedelta(days=1))),
    }
)
"""Word in an address to the period that it means."""
