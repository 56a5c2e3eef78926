"""A rulebook's figures: cells by period and subject, and the rows behind each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from formula.evaluate import value
from formula.tree import Measure, Typed
from kpi.amounts import NOTHING, Amount, Request, Source, fetch
from kpi.bound import LEVELS, Bound, bound, either, without
from kpi.cells import ERROR, Cell
from kpi.compute import NotComputable, Number, World, needed
from kpi.judge import target_value
from kpi.period import Period
from kpi.plan import parts_of, plan_of
from records.actor import SYSTEM
from records.rulebook import Rulebook
from schema.indicators import Kpi
from schema.values import Formula

CellKey = tuple[str, int | None]
Cells = Mapping[CellKey, Cell]
PARTS = ("numerator", "denominator", "difference")


@dataclass(frozen=True, slots=True)
class Figures:
    """Computes figures in system scope: the same number for everyone who may see it."""

    rulebook: Rulebook

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
        asked = {name: self._requests(self.kpi(name), periods, level, split) for name in names}
        amounts = fetch(self._source(only), (r for some in asked.values() for r in some))
        return {name: self._cells(self.kpi(name), periods, level, split, amounts) for name in names}

    def kpi(self, name: str) -> Kpi:
        """A figure's declaration."""
        return self.rulebook.schema.kpis[name]

    def target(self, kpi: Kpi, period: Period) -> Number:
        """The number that a figure should reach in a period, if one is set."""
        return target_value(kpi, period, self.rulebook.context(SYSTEM))

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
        top, bottom = parts_of(kpi)
        if part != "difference":
            wanted = bottom if part == "denominator" and bottom is not None else top
            found = self._conditions(kpi, wanted, period, level, subject, split)
            return found or self._conditions(kpi, top, period, level, subject, split)
        have = self._conditions(kpi, top, period, level, subject, split)
        all_ = self._conditions(kpi, bottom or top, period, level, subject, split)
        return {
            entity: _formula(without(found.tree, have[entity].tree))
            for entity, found in all_.items()
            if entity in have
        }

    def _conditions(
        self, kpi: Kpi, tree: Typed, period: Period, level: str, subject: int | None, split: Any
    ) -> dict[str, Formula]:
        conditions: dict[str, list[Typed]] = {}
        for measure, window in self._needed(kpi, tree, period) or ():
            tied = bound(self.rulebook.schema, kpi, measure, level, split)
            conditions.setdefault(tied.entity, []).append(tied.rows_of(window, subject))
        return {entity: _formula(either(tuple(found))) for entity, found in conditions.items()}

    def _requests(
        self, kpi: Kpi, periods: Iterable[Period], level: str, split: Any
    ) -> list[Request]:
        return [
            (bound(self.rulebook.schema, kpi, measure, level, split), window)
            for period in periods
            for measure, window in self._needed(kpi, kpi.formula.tree, period) or ()
        ]

    def _needed(
        self, kpi: Kpi, tree: Typed, period: Period
    ) -> tuple[tuple[Measure, Period], ...] | None:
        """What a formula reads; None of one that cannot be computed at all."""
        try:
            return needed(tree, period, self._world(kpi))
        except NotComputable:
            return None

    def _cells(
        self,
        kpi: Kpi,
        periods: Sequence[Period],
        level: str,
        split: Any,
        amounts: Mapping[Request, Mapping[int | None, Amount]],
    ) -> Cells:
        cells: dict[CellKey, Cell] = {}
        for period in periods:
            asked = self._needed(kpi, kpi.formula.tree, period)
            if asked is None:
                cells |= {(period.key, who): Cell(ERROR) for who in self._everybody(level)}
                continue
            reads = {
                (measure, window): amounts[
                    (bound(self.rulebook.schema, kpi, measure, level, split), window)
                ]
                for measure, window in asked
            }
            subjects = {s for found in reads.values() for s in found} | (
                {None} if level == LEVELS[0] else set()
            )
            plan = plan_of(kpi, period, self._world(kpi), reads)
            key = period.key
            for subject in subjects:
                cells[(key, subject)] = plan.cell(subject)
        return cells

    def _everybody(self, level: str) -> tuple[int | None, ...]:
        """Every subject that a figure may be asked for at a level."""
        people = self.rulebook.schema.people
        if people is None or level == LEVELS[0]:
            return (None,)
        entity = people.entity
        if level == "department":
            entity = self.rulebook.entity(entity).fields[people.department].to
        table: Any = self.rulebook.tables.model(entity)
        rows = table.select(table.id).where(table.deleted_at.is_null()).tuples()
        return tuple(id for (id,) in rows)

    def _world(self, kpi: Kpi, read: Any = None) -> World:
        context = self.rulebook.context(SYSTEM)
        return World(
            read=read or (lambda measure, window: NOTHING),
            figure=lambda name: self.kpi(name).formula.tree,
            value=lambda tree: value(tree, None, context),
            cell=lambda asked, period: self._fact(kpi, asked, period),
        )

    def _fact(self, kpi: Kpi, asked: str, period: Period) -> Number:
        """What a period is like: its target, its working days, how many people there are."""
        facts: Mapping[str, Callable[[], Number]] = {
            "target": lambda: self.target(kpi, period),
            "workdays": lambda: self._workdays(period),
            "headcount": self._headcount,
        }
        return facts[asked]()

    def department_of(self, person: int | None) -> int | None:
        """The department that a person belongs to."""
        people = self.rulebook.schema.people
        if people is None or person is None or not people.department:
            return None
        table: Any = self.rulebook.tables.model(people.entity)
        found = table.select(getattr(table, people.department)).where(table.id == person).tuples()
        return next((id for (id,) in found), None)

    def _headcount(self) -> Number:
        people = self.rulebook.schema.people
        if people is None:
            return None
        table = self.rulebook.tables.model(people.entity)
        return Decimal(table.select().where(table.deleted_at.is_null()).count())

    def _workdays(self, period: Period) -> Number:
        calendar = self.rulebook.calendar
        last, first = calendar.number(period.end), calendar.number(period.start)
        if last is None or first is None:
            return None
        return Decimal(
            last
            - bool(calendar.is_workday(period.end))
            - (first - bool(calendar.is_workday(period.start)))
        )

    def _source(self, only: int | None) -> Source:
        context = self.rulebook.context(SYSTEM)
        return Source(self.rulebook.tables, self.rulebook.expressions, context, only)


def _formula(tree: Typed) -> Formula:
    return Formula("", tree)


def level_of(kpi: Kpi, level: str) -> bool:
    """Whether a figure makes sense at a level: its own or a coarser one."""
    return LEVELS.index(level) <= LEVELS.index(kpi.subject)


__all__ = ["PARTS", "Bound", "Figures", "level_of"]
