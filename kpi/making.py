"""How the cells of one level are made: what formulas read, what they may ask, what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from formula.evaluate import value
from formula.reads import figures_read
from formula.tree import Typed
from kpi.amounts import Request
from kpi.bound import both, bound, by_month
from kpi.cells import ERROR, Cell
from kpi.colleagues import subjects_of
from kpi.columns import NOTHING, Amount
from kpi.compute import NotComputable, NotEntered, Number, World
from kpi.dated import context_of, with_settings
from kpi.doubts import Doubts
from kpi.levels import LEVELS, homes, subjects_entity
from kpi.period import Period
from kpi.plan import plan_of
from kpi.reading import Asked, looks_around, needed
from kpi.stretch import Stretch
from kpi.targets import Targets
from language import say
from records.rulebook import Rulebook
from schema.indicators import Kpi

CellKey = tuple[str, int | None]
Cells = Mapping[CellKey, Cell]
Amounts = Mapping[Request, Mapping[int | None, Amount]]


@dataclass(frozen=True, slots=True)
class Making:
    """Makes figures' cells at one level, of all rows or of one part of a split.

    Of the period that a `stretch` is of only the rows of its days count.
    """

    rulebook: Rulebook
    level: str
    split: Any
    targets: Targets
    stretch: Stretch | None = None
    _kept: dict[str, Any] = field(default_factory=dict)

    def requests(self, kpi: Kpi, periods: Iterable[Period]) -> list[Request]:
        """Every amount that a figure's cells are made of."""
        return [
            self.tied(kpi, asked, period)
            for period in periods
            for asked in self.needed(kpi, in_force(kpi, period).formula.tree, period) or ()
        ]

    def tied(self, kpi: Kpi, asked: Asked, period: Period) -> Request:
        """An aggregate with the date and the people of the figure whose formula it stands in.

        Rows that are dated by a month lie in the month that is called so. Settings are those
        of the cell's own period, whatever the window.
        """
        schema = self.rulebook.schema
        owner = replace(schema.kpis[asked.owner], split=kpi.split) if asked.owner else kpi
        measure = with_settings(self.rulebook, asked.measure, period)
        found = bound(schema, owner, measure, asked.level, self.split)
        if by_month(schema, found.date):
            return found, asked.window.calendar
        if self.stretch is not None and found.date is not None:
            found = replace(found, only=both(found.only, self.stretch.counts(found.date)))
        return found, asked.window

    def needed(self, kpi: Kpi, tree: Typed, period: Period) -> tuple[Asked, ...] | None:
        """What a formula reads; None of one that cannot be computed at all."""
        try:
            return needed(tree, period, self._world(kpi, period), self.level)
        except NotComputable:
            return None

    def _not_entered(self, kpi: Kpi, tree: Typed, period: Period) -> str:
        """What is to be entered before a formula can be computed, if that is the reason."""
        try:
            needed(tree, period, self._world(kpi, period), self.level)
        except NotEntered as fault:
            return str(fault)
        except NotComputable:
            pass
        return ""

    def looks_around(self, kpi: Kpi) -> bool:
        """Whether a figure, or one that it names, needs the rows of others."""
        known = self.rulebook.schema.kpis
        seen = {kpi.name}
        while more := {r for one in seen for r in _names(known[one])} - seen:
            seen |= more
        return any(looks_around(f.tree) for one in seen for f in known[one].formulas)

    def cells(
        self,
        kpi: Kpi,
        periods: Iterable[Period],
        amounts: Amounts,
        doubts: Doubts,
        only: int | None = None,
    ) -> Cells:
        """A figure's cells by period key and subject id, of one subject `only` if that is asked.

        Whoever has rows that need what is not entered, such as a year of working days, has an error.
        """
        cells: dict[CellKey, Cell] = {}
        for period in periods:
            declared = in_force(kpi, period)
            asked = self.needed(kpi, declared.formula.tree, period)
            if asked is None:
                fault = Cell(ERROR, reason=self._not_entered(kpi, declared.formula.tree, period))
                cells |= {(period.key, who): fault for who in self._everybody()}
                continue
            tied = {one: self.tied(kpi, one, period) for one in asked}
            reads = {one: amounts[request] for one, request in tied.items()}
            subjects: frozenset[int | None] = frozenset({None})
            if self.level != LEVELS[0]:
                subjects = subjects_of(reads)[self.level]
                subjects = subjects if only is None else subjects & {only}
            plan = plan_of(declared, period, self._world(kpi, period), reads, self._homes)
            key = period.key
            unsure = self._unsure(tied, doubts, subjects, only)
            for subject in subjects - unsure.keys():
                cells[(key, subject)] = plan.cell(subject)
            cells |= {(key, who): Cell(ERROR, reason=why) for who, why in unsure.items()}
        return cells

    def _unsure(
        self,
        tied: Mapping[Asked, Request],
        doubts: Doubts,
        subjects: frozenset[int | None],
        only: int | None,
    ) -> dict[int | None, str]:
        """The subjects of whom something that is read cannot be told, and why."""
        found: dict[int | None, str] = {}
        for one, request in tied.items() if doubts else ():
            told = doubts.get(request, {})
            if told and one.level != self.level:
                # What others have decides about everybody.
                told = dict.fromkeys(subjects, next(iter(told.values())))
            found = {**told, **found}
        return found if only is None else {who: why for who, why in found.items() if who == only}

    def _everybody(self) -> tuple[int | None, ...]:
        """Every subject that a figure may be asked for."""
        entity = subjects_entity(self.rulebook.schema, self.level)
        if not entity:
            return (None,)
        table: Any = self.rulebook.tables.model(entity)
        rows = table.select(table.id).where(table.deleted_at.is_null()).tuples()
        return tuple(id for (id,) in rows)

    def _homes(self) -> Mapping[int | None, int | None]:
        """The department of every person."""
        if "homes" not in self._kept:
            self._kept["homes"] = homes(self.rulebook)
        kept: Mapping[int | None, int | None] = self._kept["homes"]
        return kept

    def _world(self, kpi: Kpi, period: Period) -> World:
        context, known = context_of(self.rulebook, period), self.rulebook.schema.kpis
        return World(
            read=lambda measure, window, owner: NOTHING,
            figure=lambda name: in_force(known[name], period).formula.tree,
            value=lambda tree: value(tree, None, context),
            cell=lambda asked, period, world: self._fact(
                known[world.owner] if world.owner else kpi, asked, period, world
            ),
            level=self.level,
        )

    def _targets_at(self, level: str) -> Targets:
        """What the subjects of a level should reach, also of a wider one than this."""
        if level == self.level:
            return self.targets
        if level not in self._kept:
            self._kept[level] = Targets(self.rulebook, level, None)
        targets: Targets = self._kept[level]
        return targets

    def _fact(self, kpi: Kpi, asked: str, period: Period, world: World) -> Number:
        """What a period is like: its target, its working days, how many people there are."""
        targets = self._targets_at(world.level)
        facts: Mapping[str, Callable[[], Number]] = {
            "target": lambda: targets.number(kpi, period, world.subject),
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
        calendar, days = self.rulebook.calendar, self.stretch
        ends = (period.start, period.last_day)
        if days is not None and days.period == period:
            ends = (days.first, days.last)
        first, last = (calendar.number(day) for day in ends)
        if first is None or last is None:
            year = next(day.year for day in ends if calendar.number(day) is None)
            raise NotEntered(say("The working days of {year} are not entered yet.", year=year))
        return Decimal(last - first + bool(calendar.is_workday(ends[0])))


def in_force(kpi: Kpi, period: Period) -> Kpi:
    """A figure with the formula that holds at a period's end, which counts for all of it."""
    return kpi.in_force(period.last_month)


def _names(kpi: Kpi) -> frozenset[str]:
    """The figures that a figure's formulas name."""
    return frozenset().union(*(figures_read(formula.tree) for formula in kpi.formulas))
