"""What a figure is for others: the department or company around a subject, and its colleagues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from formula.tree import Measure, Typed
from kpi.columns import Amount, Reader
from kpi.compute import Standing, World, compute
from kpi.levels import LEVELS
from kpi.period import Period
from kpi.reading import Asked, needed, wider_level

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
    _ranked: dict[tuple[str, Typed, Period, str], Mapping[int | None, Decimal]] = field(
        default_factory=dict
    )

    def seen_by(self, level: str, subject: int | None) -> World:
        """The world of one subject."""
        return replace(
            self.world,
            level=level,
            subject=subject,
            read=partial(self._read, level, subject),
            wider=partial(self._around, level, subject),
            standing=partial(self._standing, level, subject),
        )

    def _read(
        self, level: str, subject: int | None, measure: Measure, window: Period, owner: str
    ) -> Amount:
        return self.readers[Asked(measure, window, level, owner)].amount(subject)

    def _around(self, level: str, subject: int | None, group: str, period: Period) -> World | None:
        """The world of the department or company that a subject is part of."""
        wider = wider_level(level, group)
        if wider == level:
            return self.seen_by(level, subject)
        if wider == LEVELS[0]:
            return self.seen_by(wider, None)
        home = self._home(subject, period)
        return None if home is None else self.seen_by(wider, home)

    def _standing(
        self,
        level: str,
        subject: int | None,
        tree: Typed,
        period: Period,
        group: str,
        owner: str,
    ) -> Standing:
        """A subject's value among those of its group that have one."""
        values, wider = self._values(level, tree, period, owner), wider_level(level, group)
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
        self, level: str, tree: Typed, period: Period, owner: str
    ) -> Mapping[int | None, Decimal]:
        """The value of everybody who has rows that it looks at; nobody's rows have no place."""
        key = (level, tree, period, owner)
        if key not in self._ranked:
            world = replace(self.world, owner=owner)
            asked = [one for one in needed(tree, period, world, level) if one.level == level]
            found = {
                subject: compute(tree, period, replace(self.seen_by(level, subject), owner=owner))
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
