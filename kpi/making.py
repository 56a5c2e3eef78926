"""How the cells of one level are made: what formulas read, what they may ask, what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from formula.evaluate import value
from formula.tree import Measure, Typed
from kpi.amounts import NOTHING, Amount, Request
from kpi.bound import LEVELS, Bound, bound
from kpi.cells import ERROR, Cell
from kpi.compute import NotComputable, Number, World, needed
from kpi.period import Period
from kpi.plan import plan_of
from kpi.targets import Targets, subjects_entity
from records.actor import SYSTEM
from records.rulebook import Rulebook
from schema.indicators import Kpi

CellKey = tuple[str, int | None]
Cells = Mapping[CellKey, Cell]
Amounts = Mapping[Request, Mapping[int | None, Amount]]


@dataclass(frozen=True, slots=True)
class Making:
    """Makes figures' cells at one level, of all rows or of one part of a split."""

    rulebook: Rulebook
    level: str
    split: Any
    targets: Targets

    def requests(self, kpi: Kpi, periods: Iterable[Period]) -> list[Request]:
        """Every amount that a figure's cells are made of."""
        return [
            (self.bound(kpi, measure), window)
            for period in periods
            for measure, window in self.needed(kpi, kpi.formula.tree, period) or ()
        ]

    def bound(self, kpi: Kpi, measure: Measure) -> Bound:
        """A measure tied to its date and to this level's subjects."""
        return bound(self.rulebook.schema, kpi, measure, self.level, self.split)

    def needed(
        self, kpi: Kpi, tree: Typed, period: Period
    ) -> tuple[tuple[Measure, Period], ...] | None:
        """What a formula reads; None of one that cannot be computed at all."""
        try:
            return needed(tree, period, self._world(kpi))
        except NotComputable:
            return None

    def cells(self, kpi: Kpi, periods: Iterable[Period], amounts: Amounts) -> Cells:
        """A figure's cells by period key and subject id."""
        cells: dict[CellKey, Cell] = {}
        for period in periods:
            asked = self.needed(kpi, kpi.formula.tree, period)
            if asked is None:
                cells |= {(period.key, who): Cell(ERROR) for who in self._everybody()}
                continue
            reads = {
                (measure, window): amounts[(self.bound(kpi, measure), window)]
                for measure, window in asked
            }
            subjects = {s for found in reads.values() for s in found} | (
                {None} if self.level == LEVELS[0] else set()
            )
            plan = plan_of(kpi, period, self._world(kpi), reads)
            key = period.key
            for subject in subjects:
                cells[(key, subject)] = plan.cell(subject)
        return cells

    def _everybody(self) -> tuple[int | None, ...]:
        """Every subject that a figure may be asked for."""
        entity = subjects_entity(self.rulebook.schema, self.level)
        if not entity:
            return (None,)
        table: Any = self.rulebook.tables.model(entity)
        rows = table.select(table.id).where(table.deleted_at.is_null()).tuples()
        return tuple(id for (id,) in rows)

    def _world(self, kpi: Kpi) -> World:
        context = self.rulebook.context(SYSTEM)
        return World(
            read=lambda measure, window: NOTHING,
            figure=lambda name: self.rulebook.schema.kpis[name].formula.tree,
            value=lambda tree: value(tree, None, context),
            cell=lambda asked, period, subject: self._fact(kpi, asked, period, subject),
        )

    def _fact(self, kpi: Kpi, asked: str, period: Period, subject: int | None) -> Number:
        """What a period is like: its target, its working days, how many people there are."""
        facts: Mapping[str, Callable[[], Number]] = {
            "target": lambda: self.targets.number(kpi, period, subject),
            "workdays": lambda: self._workdays(period),
            "headcount": self._headcount,
        }
        return facts[asked]()

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
