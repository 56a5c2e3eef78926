"""How the cells of one level are made: what formulas read, what they may ask, what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from formula.evaluate import value
from formula.reads import figures_read
from formula.tree import Measure, Typed
from kpi.amounts import Request
from kpi.bound import Bound, both, bound, by_month, home_of, inside
from kpi.cells import ERROR, Cell
from kpi.colleagues import Everybody, subjects_of
from kpi.columns import NOTHING, Amount, Subjects, all_subjects
from kpi.compute import NotComputable, NotEntered, Number, World
from kpi.dated import context_of, with_settings
from kpi.doubts import Doubts
from kpi.levels import DEPARTMENT, EMPLOYEE, LEVELS, homes, subjects_entity
from kpi.period import Period
from kpi.plan import Plan, Walked, direct_plan, reader_of
from kpi.reading import Asked, direct, looks_around, needed
from kpi.stretch import Stretch
from kpi.targets import Targets
from language import say
from records.rulebook import Rulebook
from schema.indicators import Kpi

CellKey = tuple[str, int | None]
Cells = Mapping[CellKey, Cell]
Amounts = Mapping[Request, Mapping[int | None, Amount]]


@dataclass(frozen=True, slots=True)
class Question:
    """A figure in one period: what its formula reads there, or the cell of everybody.

    `parts` are the one or two aggregates that the formula consists of, if it is no other.
    """

    kpi: Kpi
    period: Period
    tied: Mapping[Asked, Request]
    fault: Cell | None = None
    parts: tuple[Request, ...] = ()


class _Keys(dict[int | None, CellKey]):
    """The keys of a period's cells by subject: the same ones for all figures of a board."""

    def __init__(self, period: str) -> None:
        self._period = period

    def __missing__(self, subject: int | None) -> CellKey:
        key = self[subject] = self._period, subject
        return key


def _counted(asked: tuple[Request, ...]) -> tuple[Request, ...]:
    """The one or two aggregates of a formula.

    How many rows a sum has that is divided by a whole which has them all, nobody asks.
    """
    if len(asked) < 2 or asked[0].bound.measure.function != "sum" or asked[0] == asked[1]:
        return asked
    part, whole = asked
    return (part._replace(counted=False), whole) if inside(part.bound, whole.bound) else asked


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
    _kept: dict[Any, Any] = field(default_factory=dict)

    def question(self, kpi: Kpi, period: Period) -> Question:
        """What a figure's formula of a period reads, or why it cannot be computed at all."""
        declared = in_force(kpi, period)
        tree, measures = declared.formula.tree, direct(declared.formula.tree)
        asked = tuple(Asked(measure, period, self.level) for measure in measures)
        try:
            asked = asked or needed(tree, period, self._world(kpi, period), self.level)
        except NotComputable as fault:
            reason = str(fault) if isinstance(fault, NotEntered) else ""
            return Question(declared, period, {}, Cell(ERROR, reason=reason))
        requests = tuple(self.tied(kpi, one, period) for one in asked)
        parts = _counted(requests) if measures else ()
        tied = dict(zip(asked, parts or requests, strict=True))
        return Question(declared, period, tied, parts=parts)

    def tied(self, kpi: Kpi, asked: Asked, period: Period) -> Request:
        """An aggregate with the date and the people of the figure whose formula it stands in.

        Rows that are dated by a month lie in the month that is called so. Settings are those
        of the cell's own period, whatever the window.
        """
        found = self._bound(kpi, asked, period)
        monthly = by_month(self.rulebook.schema, found.date)
        return Request(found, asked.window.calendar if monthly else asked.window)

    def _bound(self, kpi: Kpi, asked: Asked, period: Period) -> Bound:
        """The same for all periods in which the aggregate reads the same settings."""
        schema = self.rulebook.schema
        measure = with_settings(self.rulebook, asked.measure, period)
        key = (asked.owner or kpi.name, asked.level, id(measure), asked.homes_on)
        kept: tuple[Measure, Bound] | None = self._kept.get(key)
        if kept is None:
            owner = replace(schema.kpis[asked.owner], split=kpi.split) if asked.owner else kpi
            found = bound(schema, owner, measure, asked.level, self.split)
            if (self.level, asked.level) == (EMPLOYEE, DEPARTMENT):
                found = replace(found, subject=home_of(schema, owner, measure, asked.homes_on))
            if self.stretch and found.date is not None and not by_month(schema, found.date):
                found = replace(found, only=both(found.only, self.stretch.counts(found.date)))
            kept = measure, found
            # The measure is kept with it, so that no other one can have its place in memory.
            self._kept[key] = kept
        return kept[1]

    def needed(self, kpi: Kpi, tree: Typed, period: Period) -> tuple[Asked, ...]:
        """What a half of a formula reads; nothing of one that cannot be computed at all."""
        try:
            return needed(tree, period, self._world(kpi, period), self.level)
        except NotComputable:
            return ()

    def looks_around(self, kpi: Kpi) -> bool:
        """Whether a figure, or one that it names, needs the rows of others."""
        return any(looks_around(f.tree) for one in self._named_by(kpi) for f in one.formulas)

    def _named_by(self, kpi: Kpi) -> tuple[Kpi, ...]:
        """A figure, and all that its formulas and theirs name."""
        known = self.rulebook.schema.kpis
        seen = {kpi.name}
        while more := {r for one in seen for r in _names(known[one])} - seen:
            seen |= more
        return tuple(known[name] for name in sorted(seen))

    def cells(
        self,
        questions: Iterable[Question],
        amounts: Amounts,
        doubts: Doubts,
        only: int | None = None,
    ) -> Cells:
        """A figure's cells by period key and subject id, of one subject `only` if that is asked.

        Whoever has rows that need what is not entered, such as a year of working days, has an error.
        """
        cells: dict[CellKey, Cell] = {}
        for question in questions:
            keys = self._keys_of(question.period)
            if question.fault is not None:
                cells |= {keys[who]: question.fault for who in self._everybody()}
                continue
            subjects = self._subjects(question, amounts, only)
            unsure = self._unsure(question.tied, doubts, subjects, only)
            sure = tuple(who for who in subjects if who not in unsure) if unsure else subjects
            found = self._plan(question, amounts).cells(sure)
            cells.update(zip(map(keys.__getitem__, sure), found, strict=True))
            cells |= {keys[who]: Cell(ERROR, reason=why) for who, why in unsure.items()}
        return cells

    def _keys_of(self, period: Period) -> _Keys:
        key = period.key
        if ("keys", key) not in self._kept:
            self._kept["keys", key] = _Keys(key)
        kept: _Keys = self._kept["keys", key]
        return kept

    def _subjects(self, question: Question, amounts: Amounts, only: int | None) -> Subjects:
        """Everybody who has rows that a figure looks at."""
        if self.level == LEVELS[0]:
            return (None,)
        tied = question.tied.items()
        here = (r for one, r in tied if r.counted and one.level == self.level)
        found = all_subjects(amounts[request] for request in here)
        return found if only is None else tuple(who for who in found if who == only)

    def _plan(self, question: Question, amounts: Amounts) -> Plan:
        """How the cells of a period are computed."""
        kpi, period = question.kpi, question.period
        if question.parts:
            readers = [reader_of(r.bound.measure, amounts[r]) for r in question.parts]
            return direct_plan(kpi, readers)
        reads = {one: amounts[request] for one, request in question.tied.items()}
        walked = {one: reader_of(one.measure, found) for one, found in reads.items()}
        world = self._world(kpi, period)
        everybody = Everybody(world, walked, subjects_of(reads), partial(self._homes, world))
        return Walked(kpi, period, world, everybody)

    def _unsure(
        self,
        tied: Mapping[Asked, Request],
        doubts: Doubts,
        subjects: Subjects,
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
        if not subjects_entity(self.rulebook.schema, self.level):
            return (None,)
        return self._subjects_there(self.level)

    def _subjects_there(self, level: str) -> tuple[int, ...]:
        """The people, or the departments, that are not deleted."""
        table: Any = self.rulebook.tables.model(subjects_entity(self.rulebook.schema, level))
        rows = table.select(table.id).where(table.deleted_at.is_null()).tuples()
        return tuple(id for (id,) in rows)

    def _homes(self, world: World, period: Period) -> Mapping[int | None, int | None]:
        """The department of every person in a period."""
        day = world.homes_on(period)
        if ("homes", day) not in self._kept:
            self._kept["homes", day] = homes(self.rulebook, day)
        kept: Mapping[int | None, int | None] = self._kept["homes", day]
        return kept

    def _homes_on(self, by_event: bool, period: Period) -> date | None:
        """The day whose departments count: of a stretch its last, else today's.

        Figures that follow moves go by the period's end.
        """
        days = self.stretch
        if days is not None and days.period.contains(period.last_day):
            return days.last
        return period.last_day if by_event else None

    def _by_event(self, kpi: Kpi) -> bool:
        """Whether rows of a figure, or of one that it names, keep the department of their day."""
        bound_by = (b for one in self._named_by(kpi) for b in one.bind.values())
        return any(each.as_of_event for each in bound_by)

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
            homes_on=partial(self._homes_on, self._by_event(kpi)),
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
            "headcount": lambda: self._headcount(period, world),
        }
        return facts[asked]()

    def _headcount(self, period: Period, world: World) -> Number:
        """How many people a cell is about: all, those of a department, or the one."""
        if self.rulebook.schema.people is None:
            return None
        if world.level == EMPLOYEE:
            return Decimal(world.subject is not None)
        if "people" not in self._kept:
            self._kept["people"] = self._subjects_there(EMPLOYEE)
        there: tuple[int, ...] = self._kept["people"]
        if world.level == DEPARTMENT:
            homes = self._homes(world, period)
            there = tuple(who for who in there if homes.get(who) == world.subject)
        return Decimal(len(there))

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
