"""Whose cell is computed, over which rows and which days, and to which team somebody belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.kpi.naive.world import Row, Rows

Months = tuple[int, int]
"""First month, counted from year 0, and how many."""
Value = Fraction | None


@dataclass(frozen=True)
class Days:
    """Some days of some months, in a row; what lies in other months counts in full."""

    months: Months
    first: date
    last: date

    def keep(self, day: date, starts_on: int) -> bool:
        """Whether a row of a day counts."""
        return not within(day, self.months, starts_on) or self.first <= day <= self.last


@dataclass(frozen=True)
class Setting:
    """Whose cell is computed, over which rows, and how rows are tied to time and people."""

    rows: Rows
    bind: dict[str, dict[str, str]]
    level: str
    subject: int | None
    starts_on: int = 1
    seen_in: Months | None = None
    """The months at whose end people belong to the department that is their whole."""
    stage: str = ""
    """The part of a split that is asked for."""
    days: Days | None = None
    """The days of which alone rows count."""


@dataclass(frozen=True)
class Condition:
    """A condition on a row, as text and as a function."""

    text: str
    holds: Callable[[Row, Rows], bool] = field(compare=False)


def team_of(at: Setting, person: int | None, months: Months) -> int | None:
    """The team of a person: of some days that of the last one, of figures by the day's department too."""
    end = last_day(months, at.starts_on)
    in_days = at.days is not None and within(end, at.days.months, at.starts_on)
    if at.days is not None and in_days:
        end = at.days.last
    if person is not None and (
        in_days or any("as_of_event" in b.values() for b in at.bind.values())
    ):
        if team := then(person, end, at.rows):
            return team
    return next((c["team"] for c in at.rows["clerk"] if c["id"] == person), None)


def then(person: int, day: date, rows: Rows) -> int | None:
    """Where a person was on a day, if that was recorded; on one day the last recorded counts."""
    known = [
        (move["since_on"], move["id"], move)
        for move in rows["move"]
        if not move["deleted"] and move["stage"] == "won" and move["since_on"]
        if move["clerk"] == person
    ]
    gone = [(*at, move["team"]) for *at, move in known if move["team"] and at[0] <= day]
    left = [
        (-at.toordinal(), id, move["old_team"])
        for at, id, move in known
        if move["old_team"] and at > day
    ]
    return (max(gone, default=None) or max(left, default=(None,)))[-1]


def within(day: date | None, months: Months, starts_on: int) -> bool:
    return day is not None and 0 <= _month(day, starts_on) - months[0] < months[1]


def last_day(months: Months, starts_on: int) -> date:
    """The last of all days that are in some months."""
    middle = date((months[0] + months[1]) // 12, (months[0] + months[1]) % 12 + 1, 1)
    near = (middle + timedelta(days=n) for n in range(-60, 60))
    return max(day for day in near if within(day, months, starts_on))


def _month(day: date, starts_on: int) -> int:
    """Which month a day is counted to; a late beginning is called after what follows."""
    number = day.year * 12 + day.month - 1
    if starts_on > 15:
        return number + 1 if day.day >= starts_on else number
    return number - 1 if day.day < starts_on else number
