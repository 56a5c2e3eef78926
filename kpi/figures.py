"""A rulebook's figures: cells by period and subject, and the rows behind each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from formula.tree import Typed
from kpi.amounts import Request, fetch
from kpi.bound import Bound, Unbound, either, without
from kpi.cells import many
from kpi.doubts import doubtful
from kpi.judge import Aim
from kpi.levels import LEVELS, homes
from kpi.making import Cells, Making, in_force
from kpi.period import Period
from kpi.plan import parts_of
from kpi.posts import Posts
from kpi.rollup import LAST, NOT_APPLICABLE, Members, Way, computed_at, gathered, own_parts, way_of
from kpi.source import Source
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
                making = self._making(at, split, self.targets(at))
                for period in periods[:1]:
                    making.question(kpi, period)
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
        questions = {w.kpi.name: [making.question(w.kpi, p) for p in w.periods] for w in ways}
        asked: dict[bool, list[Request]] = {False: [], True: []}
        for name, each in questions.items():
            asked[name in wide] += (r for question in each for r in question.tied.values())
        mine, all_ = self._source(only), self._source(None)
        amounts = fetch(mine, asked[False]) | fetch(all_, asked[True])
        doubts = {**doubtful(mine, asked[False]), **doubtful(all_, asked[True])}
        with many():
            return {name: making.cells(q, amounts, doubts, only) for name, q in questions.items()}

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
        return Targets(self.rulebook, level, only, self.stretch)

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Something that only depends on its key; made anew each time, unless it is remembered."""
        return make()

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
        asked = (name, period, level, subject)
        if part != "difference":
            return _conditions(self.behind(*asked, part, split), subject)
        have, all_ = (
            _conditions(self._requests(half, self.kpi(name), *asked[1:], split), subject)
            for half in (_top, _whole)
        )
        return {
            entity: _formula(without(found.tree, have[entity].tree))
            for entity, found in all_.items()
            if entity in have
        }

    def behind(
        self,
        name: str,
        period: Period,
        level: str = "company",
        subject: int | None = None,
        part: str = "denominator",
        split: Any = None,
    ) -> tuple[Request, ...]:
        """The aggregates that a half of a cell is made of.

        A denominator that reads nothing has the rows of the numerator.
        """
        asked = (self.kpi(name), period, level, subject, split)
        found = self._requests(_whole, *asked) if part == "denominator" else ()
        return found or self._requests(_top, *asked)

    def _requests(
        self,
        half: Callable[[Kpi], Typed],
        kpi: Kpi,
        period: Period,
        level: str,
        subject: int | None,
        split: Any,
    ) -> tuple[Request, ...]:
        making = self._making(level, split, self.targets(level, subject))
        return tuple(
            making.tied(kpi, asked, part)
            for part in self._opened(kpi, period, level, subject, split)
            for asked in making.needed(kpi, half(in_force(kpi, part)), part)
            if asked.level == level  # the rows of others decide, but are not behind this cell
        )

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

    def department_of(self, person: int | None, period: Period) -> int | None:
        """The department that a person belongs to at a period's end, as far as that is recorded.

        In a stretch it is the one of its days.
        """
        people = self.rulebook.schema.people
        if person is None or people is None:
            return None
        if self.stretch is not None and people.department:
            posts = Posts(self.rulebook, self.stretch.first, person)
            found: int | None = posts.on(person, self.stretch.last)[people.department]
            return found
        return homes(self.rulebook, period.last_day, person).get(person)

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


def _conditions(requests: Iterable[Request], subject: int | None) -> dict[str, Formula]:
    """Which rows a subject's aggregates are made of, by entity."""
    found: dict[str, list[Typed]] = {}
    for bound, window, _ in requests:
        found.setdefault(bound.entity, []).append(bound.rows_of(window, subject))
    return {entity: _formula(either(tuple(each))) for entity, each in found.items()}


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
