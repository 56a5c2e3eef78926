"""How a figure's cells of one period are computed: decided once, done for all subjects together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from formula.tree import Measure, Typed
from kpi.aggregates import ADDITIVE
from kpi.cells import ERROR, Cell, cell, new, no_rows
from kpi.colleagues import Everybody
from kpi.columns import NOTHING, ZERO, Amount, Reader, Subjects
from kpi.compute import NotComputable, Number, World, compute
from kpi.period import Period
from kpi.reading import Asked, needed, quotient
from schema.indicators import Kpi

Amounts = Mapping[int | None, Amount]


class Plan(Protocol):
    """Computes cells."""

    def cells(self, subjects: Subjects) -> list[Cell]:
        """The cell of each subject."""


def parts_of(kpi: Kpi) -> tuple[Typed, Typed | None]:
    """A figure's numerator and denominator; the whole formula where it is no quotient."""
    found = quotient(kpi.formula.tree)
    return found if found else (kpi.formula.tree, None)


def reader_of(measure: Measure, amounts: Amounts) -> Reader:
    """An aggregate's amounts; what is added up is 0 of no rows."""
    return Reader(amounts, Amount(ZERO, 0) if measure.function in ADDITIVE else NOTHING)


def direct_plan(kpi: Kpi, readers: Sequence[Reader]) -> Plan:
    """The short way to the cells of most figures: they are one aggregate, or one by another."""
    return Ratio(kpi, *readers) if len(readers) == 2 else Single(kpi.when_no_rows, *readers)


@dataclass(frozen=True, slots=True)
class Single:
    """Cells of a figure that is one aggregate."""

    rule: str
    reader: Reader

    def cells(self, subjects: Subjects) -> list[Cell]:
        """The aggregate of each subject."""
        values, counts = self.reader.values_of(subjects), self.reader.rows_of(subjects)
        return [
            new(Cell, ("value" if value else "zero", value, value, None, rows, ""))
            if rows and value is not None
            else cell(value, value, None, rows, self.rule)
            for value, rows in zip(values, counts, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Cells of a figure that is one aggregate divided by another."""

    kpi: Kpi
    top: Reader
    bottom: Reader

    def cells(self, subjects: Subjects) -> list[Cell]:
        """The quotient of each subject."""
        tops, bottoms = self.top.values_of(subjects), self.bottom.values_of(subjects)
        counts = self.bottom.rows_of(subjects)
        return [
            new(Cell, ("value" if above else "zero", above / below, above, below, rows, ""))
            if below and rows and above is not None
            else self._special(above, below, rows)
            for above, below, rows in zip(tops, bottoms, counts, strict=True)
        ]

    def _special(self, above: Number, below: Number, rows: int) -> Cell:
        """A quotient whose denominator is 0, or of which something is not known."""
        if not below and below is not None and self.kpi.when_denominator_zero:
            return divided_by_zero(self.kpi, above, below, rows)
        found = above / below if above is not None and below else None
        return cell(found, above, below, rows, self.kpi.when_no_rows)


class Walked:
    """Cells of any other formula: its tree is walked for each subject."""

    def __init__(self, kpi: Kpi, period: Period, world: World, everybody: Everybody) -> None:
        """Find out whose rows a cell counts: those of its own level that it looks at."""
        self._kpi, self._period, self._everybody = kpi, period, everybody
        self._level = world.level
        self._top, self._bottom = parts_of(kpi)

        def own(tree: Typed | None) -> tuple[Asked, ...]:
            """What a half of the formula reads of the subject itself."""
            asked = () if tree is None else needed(tree, period, world, world.level)
            return tuple(one for one in asked if one.level == world.level)

        # A denominator that is a mere number looks at no rows: then the numerator does.
        self._looked_at = own(self._bottom) or own(self._top)

    def cells(self, subjects: Subjects) -> list[Cell]:
        """The formula's value for each subject."""
        return [self._cell(subject) for subject in subjects]

    def _cell(self, subject: int | None) -> Cell:
        world, kpi = self._everybody.seen_by(self._level, subject), self._kpi
        readers = self._everybody.readers
        try:
            above = compute(self._top, self._period, world)
            below = compute(self._bottom, self._period, world) if self._bottom else None
            rows = sum(readers[asked].amount(subject).rows for asked in self._looked_at)
            found = compute(kpi.formula.tree, self._period, world)
        except NotComputable:
            return Cell(ERROR)
        if found is None and below is not None and not below and kpi.when_denominator_zero:
            return divided_by_zero(kpi, above, below, rows)
        return cell(found, above, below, rows, kpi.when_no_rows)


def divided_by_zero(kpi: Kpi, above: Number, below: Number, rows: int = 0) -> Cell:
    """The cell of a quotient whose denominator is 0, as the figure declares it."""
    value = {"zero": Decimal(0), "full": Decimal(1)}.get(kpi.when_denominator_zero)
    state = "no_data" if value is None else "value" if value else "zero"
    return Cell(state, value, above, below, rows)


def absent(kpi: Kpi) -> Cell:
    """The cell of somebody of whom there are no rows at all."""
    bottom = parts_of(kpi)[1]
    if kpi.when_denominator_zero and isinstance(bottom, Measure) and bottom.function in ADDITIVE:
        return divided_by_zero(kpi, None, ZERO)
    return no_rows(kpi.when_no_rows)
