"""A rulebook's figures: cells by period and subject, and the rows behind each cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from formula.tree import Typed
from kpi.amounts import Request, Source, fetch
from kpi.bound import Bound, Unbound, either, without
from kpi.doubts import doubtful
from kpi.judge import Aim
from kpi.levels import LEVELS, homes
from kpi.making import Cells, Making, in_force
from kpi.period import Period
from kpi.plan import parts_of
from kpi.posts import Posts
from kpi.rollup import LAST, NOT_APPLICABLE, Members, Way, computed_at, gathered, own_parts, way_of
from kpi.stretch import Stretch
from kpi.targets import Targets
from records.actor import SYSTEM
from records.rulebook import Rulebook
from schema.indicators import Kpi
from schema.values import Formula

PARTS = ("numerator", "denominator", "difference")


@dataclass(frozen=True, slots=True)
class Figures:
    """Computes figures in system scope: the same number for everyone who may see it.

    With a `stretch`, of its period only the rows of its days count.
    """

    rulebook: Rulebook
    stretch: Stretch | None = None

    def within(self, stretch: Stretch | None) -> Figures:
        """The figures of some days of a period, or of whole periods again."""
        return self if stretch == self.stretch else replace(self, stretch=stretch)

    def _making(self, level: str, split: Any, targets: Targets) -> Making:
        return Making(self.rulebook, level, split, targets, self.stretch)

    def cells(
        self,
        names: Sequence[str],
        periods: Sequence[Period],
        level: str = "company",
        split: Any = None,
        only: int | None = None,
    ) -> dict[str, Cells]:
        """Every named figure's cells by period key and subject id, fetched together.

        At company level the only subject is None; elsewhere None collects the rows
        that belong to nobody. `only` asks for one subject, whose rows alone are read.
        """
        ways = [self._way(self.kpi(name), periods, level, split) for name in names]
        computed: dict[str, Cells] = {}
        for at in dict.fromkeys(way.level for way in ways):
            here = [way for way in ways if way.level == at]
            computed |= self._computed(here, at, split, only if at == level else None)
        return {
            way.kpi.name: _answer(way, computed[way.kpi.name], self._members(way, level), only)
            for way in ways
        }

    def _way(self, kpi: Kpi, periods: Sequence[Period], level: str, split: Any) -> Way:
        """How a figure is computed: of its finest level, as far as its rows lead there."""
        finest = computed_at(kpi, level)
        for at in LEVELS[LEVELS.index(finest) : LEVELS.index(level) : -1]:
            with suppress(Unbound):
                self._making(at, split, self.targets(at)).requests(kpi, periods[:1])
                return way_of(kpi, periods, at)
        return way_of(kpi, periods, level)

    def _computed(
        self, ways: Sequence[Way], level: str, split: Any, only: int | None
    ) -> dict[str, Cells]:
        """The cells of figures in their own periods, fetched together."""
        making = self._making(level, split, self.targets(level, only))
        # A part of a whole and a place among colleagues need the rows of the others, too.
        wide = {w.kpi.name for w in ways if only is None or making.looks_around(w.kpi)}
        if wide and only is not None:
            making = replace(making, targets=self.targets(level))
        asked: dict[bool, list[Request]] = {False: [], True: []}
        for way in ways:
            asked[way.kpi.name in wide] += making.requests(way.kpi, way.periods)
        mine, all_ = self._source(only), self._source(None)
        amounts = fetch(mine, asked[False]) | fetch(all_, asked[True])
        doubts = {**doubtful(mine, asked[False]), **doubtful(all_, asked[True])}
        return {w.kpi.name: making.cells(w.kpi, w.periods, amounts, doubts, only) for w in ways}

    def _members(self, way: Way, level: str) -> Members | None:
        """To which subject of a coarser level each of the computed one belongs."""
        if way.level == level:
            return None
        return {} if level == LEVELS[0] else homes(self.rulebook)

    def kpi(self, name: str) -> Kpi:
        """A figure's declaration."""
        return self.rulebook.schema.kpis[name]

    def targets(self, level: str = "company", only: int | None = None) -> Targets:
        """What every subject of a level should reach, or one alone: for many questions."""
        return Targets(self.rulebook, level, only)

    def target(
        self, kpi: Kpi, period: Period, level: str = "company", subject: int | None = None
    ) -> Aim | None:
        """What a figure of a subject should reach in a period, if that is set."""
        return self.targets(level, subject).of(kpi, period, subject)

    def rows(
        self,
        name: str,
        period: Period,
        level: str = "company",
        subject: int | None = None,
        part: str = "denominator",
        split: Any = None,
    ) -> dict[str, Formula]:
        """The condition that picks exactly the rows behind a part of a cell, by entity.

        The difference is what the denominator has and the numerator has not.
        """
        kpi = self.kpi(name)
        asked = (kpi, period, level, subject, split)
        if part != "difference":
            found = self._conditions(_whole if part == "denominator" else _top, *asked)
            return found or self._conditions(_top, *asked)
        have, all_ = self._conditions(_top, *asked), self._conditions(_whole, *asked)
        return {
            entity: _formula(without(found.tree, have[entity].tree))
            for entity, found in all_.items()
            if entity in have
        }

    def _conditions(
        self,
        half: Callable[[Kpi], Typed],
        kpi: Kpi,
        period: Period,
        level: str,
        subject: int | None,
        split: Any,
    ) -> dict[str, Formula]:
        conditions: dict[str, list[Typed]] = {}
        making = self._making(level, split, self.targets(level, subject))
        for part in self._opened(kpi, period, level, subject, split):
            for asked in making.needed(kpi, half(in_force(kpi, part)), part) or ():
                if asked.level == level:  # the rows of others decide, but are not behind this cell
                    tied, window = making.tied(kpi, asked, part)
                    conditions.setdefault(tied.entity, []).append(tied.rows_of(window, subject))
        return {entity: _formula(either(tuple(found))) for entity, found in conditions.items()}

    def _opened(
        self, kpi: Kpi, period: Period, level: str, subject: int | None, split: Any
    ) -> tuple[Period, ...]:
        """The periods whose rows are behind a cell; of a last value only its own."""
        parts = own_parts(kpi, period)
        if kpi.rollup != LAST or len(parts) < 2:
            return parts
        cells = self.cells([kpi.name], parts, level, split, subject)[kpi.name]
        known = tuple(p for p in parts if cells.get((p.key, subject), NOT_APPLICABLE).known)
        return known[-1:] or parts[-1:]

    def department_of(self, person: int | None) -> int | None:
        """The department that a person belongs to, in a stretch the one of its days."""
        people = self.rulebook.schema.people
        if person is None or people is None:
            return None
        if self.stretch is not None and people.department:
            posts = Posts(self.rulebook, self.stretch.first, person)
            found: int | None = posts.on(person, self.stretch.last)[people.department]
            return found
        return homes(self.rulebook, person).get(person)

    def _source(self, only: int | None) -> Source:
        context = self.rulebook.context(SYSTEM)
        return Source(self.rulebook.tables, self.rulebook.expressions, context, only)


def _answer(way: Way, found: Cells, members: Members | None, only: int | None) -> Cells:
    """The cells as they were asked for; what is its own answer stays as it is."""
    if members is None and all(
        parts == (p,) for p, parts in zip(way.asked, way.parts, strict=True)
    ):
        return found
    cells = gathered(way, found, members)
    return cells if only is None else {key: cell for key, cell in cells.items() if key[1] == only}


def _top(kpi: Kpi) -> Typed:
    return parts_of(kpi)[0]


def _whole(kpi: Kpi) -> Typed:
    top, bottom = parts_of(kpi)
    return top if bottom is None else bottom


def _formula(tree: Typed) -> Formula:
    return Formula("", tree)


def level_of(kpi: Kpi, level: str) -> bool:
    """Whether a figure makes sense at a level: its own or a coarser one."""
    return LEVELS.index(level) <= LEVELS.index(kpi.subject)


__all__ = ["PARTS", "Bound", "Figures", "in_force", "level_of"]
