"""What a figure is for others: the department or company around a subject, and its colleagues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

from formula.tree import Measure, Typed
from kpi.columns import Amount, Reader
from kpi.compute import Standing, World, compute
from kpi.levels import LEVELS
from kpi.period import Period
from kpi.reading import Asked, homes_day, needed, wider_level

Homes = Callable[[Period], Mapping[int | None, int | None]]
"""Gives the department of every person in a period."""

Readers = Mapping[Asked, Reader]


@dataclass(slots=True)
class Everybody:
    """All amounts that a figure needs, seen by one subject of a level after the other."""

    world: World
    readers: Readers
    subjects: Mapping[str, frozenset[int | None]]
    homes: Homes
    _ranked: dict[tuple[str, date | None, Typed, Period, str], Mapping[int | None, Decimal]] = (
        field(default_factory=dict)
    )

    def seen_by(self, level: str, subject: int | None, day: date | None = None) -> World:
        """The world of one subject, of a department as it was on a day for its people."""
        return replace(
            self.world,
            level=level,
            subject=subject,
            read=partial(self._read, level, subject, day),
            wider=partial(self._around, level, subject, day),
            standing=partial(self._standing, level, subject, day),
        )

    def _read(
        self,
        level: str,
        subject: int | None,
        day: date | None,
        measure: Measure,
        window: Period,
        owner: str,
    ) -> Amount:
        return self.readers[Asked(measure, window, level, owner, day)].amount(subject)

    def _around(
        self, level: str, subject: int | None, day: date | None, group: str, period: Period
    ) -> World | None:
        """The world of the department or company that a subject is part of.

        A person's department is all that its people have, so that their parts add up to it.
        """
        wider = wider_level(level, group)
        if wider == level:
            return self.seen_by(level, subject, day)
        if wider == LEVELS[0]:
            return self.seen_by(wider, None)
        home = self._home(subject, period)
        if home is None:
            return None
        return self.seen_by(wider, home, homes_day(self.world, level, wider, period))

    def _standing(
        self,
        level: str,
        subject: int | None,
        day: date | None,
        tree: Typed,
        period: Period,
        group: str,
        owner: str,
    ) -> Standing:
        """A subject's value among those of its group that have one."""
        values, wider = self._values(level, day, tree, period, owner), wider_level(level, group)
        if subject not in values:
            return Standing(None)
        if wider == level:
            return Standing(values[subject], (values[subject],))
        if wider == LEVELS[0]:
            return Standing(values[subject], tuple(values.values()))
        home = self._home(subject, period)
        if home is None:
            return Standing(None)
        among = tuple(value for one, value in values.items() if self._home(one, period) == home)
        return Standing(values[subject], among)

    def _values(
        self, level: str, day: date | None, tree: Typed, period: Period, owner: str
    ) -> Mapping[int | None, Decimal]:
        """The value of everybody who has rows that it looks at; nobody's rows have no place."""
        key = (level, day, tree, period, owner)
        if key not in self._ranked:
            world = replace(self.world, owner=owner)
            asked = needed(tree, period, world, level, day)
            asked = tuple(one for one in asked if one.level == level)
            seen = partial(self.seen_by, level, day=day)
            found = {
                subject: compute(tree, period, replace(seen(subject), owner=owner))
                for subject in self.subjects[level]
                if (subject is not None or level == LEVELS[0])
                and any(self.readers[one].amount(subject).rows for one in asked)
            }
            self._ranked[key] = {who: value for who, value in found.items() if value is not None}
        return self._ranked[key]

    def _home(self, subject: int | None, period: Period) -> int | None:
        return None if subject is None else self.homes(period).get(subject)


def subjects_of(
    reads: Mapping[Asked, Mapping[int | None, Amount]],
) -> Mapping[str, frozenset[int | None]]:
    """Everybody who has rows, by the level at which these are read."""
    found: dict[str, set[int | None]] = {level: set() for level in LEVELS}
    for asked, amounts in reads.items():
        found[asked.level].update(amounts)
    return {level: frozenset(subjects) for level, subjects in found.items()}
