"""How a figure's cells of one period are computed: decided once, done for every subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from formula.tree import Apply, Measure, Typed
from kpi.cells import ERROR, Cell, cell, no_rows
from kpi.colleagues import Everybody, Homes, subjects_of
from kpi.columns import NOTHING, Amount
from kpi.compute import NotComputable, Number, World, compute
from kpi.period import Period
from kpi.reading import Asked, needed, quotient
from schema.indicators import Kpi

Reads = Mapping[Asked, Mapping[int | None, Amount]]
Read = Callable[[int | None], Amount]
ADDITIVE = frozenset(("count", "exists", "sum", "count_distinct"))
"""Aggregates that are 0 where there are no rows."""

ZERO = Amount(Decimal(0), 0)


@dataclass(frozen=True, slots=True)
class Plan:
    """Computes the cell of one subject after the other."""

    cell: Callable[[int | None], Cell]


def parts_of(kpi: Kpi) -> tuple[Typed, Typed | None]:
    """A figure's numerator and denominator; the whole formula where it is no quotient."""
    found = quotient(kpi.formula.tree)
    return found if found else (kpi.formula.tree, None)


def plan_of(kpi: Kpi, period: Period, world: World, reads: Reads, homes: Homes) -> Plan:
    """The shortest way to a figure's cells: most are one aggregate, or one by another."""
    tree = kpi.formula.tree
    if isinstance(tree, Measure):
        return Plan(_single(kpi, _reader(reads, Asked(tree, period, world.level))))
    if isinstance(tree, Apply) and tree.name in ("div", "ratio"):
        top, bottom = tree.arguments
        if isinstance(top, Measure) and isinstance(bottom, Measure):
            readers = (_reader(reads, Asked(part, period, world.level)) for part in (top, bottom))
            return Plan(_ratio(kpi, *readers))
    return Plan(_any(kpi, period, world, reads, homes))


def _reader(reads: Reads, asked: Asked) -> Read:
    """An aggregate's amount by subject; what is added up is 0 of no rows."""
    found = reads[asked]
    nothing = ZERO if asked.measure.function in ADDITIVE else NOTHING
    return lambda subject: found.get(subject, nothing)


def _single(kpi: Kpi, read: Read) -> Callable[[int | None], Cell]:
    """Cells of a figure that is one aggregate."""
    rule = kpi.when_no_rows

    def made(subject: int | None) -> Cell:
        amount = read(subject)
        number = amount.value
        if number is not None and not isinstance(number, Decimal):
            return Cell(ERROR)
        return cell(number, number, None, amount.rows, rule)

    return made


def _ratio(kpi: Kpi, top: Read, bottom: Read) -> Callable[[int | None], Cell]:
    """Cells of a figure that is one aggregate divided by another."""
    rule = kpi.when_no_rows

    def made(subject: int | None) -> Cell:
        above, below = top(subject).value, bottom(subject)
        whole = below.value
        if not (_number(above) and _number(whole)):
            return Cell(ERROR)
        found = above / whole if above is not None and whole else None
        if found is None and not whole and whole is not None and kpi.when_denominator_zero:
            return divided_by_zero(kpi, above, whole, below.rows)
        return cell(found, above, whole, below.rows, rule)

    return made


def divided_by_zero(kpi: Kpi, above: Number, below: Number, rows: int = 0) -> Cell:
    """The cell of a quotient whose denominator is 0, as the figure declares it."""
    value = {"zero": Decimal(0), "full": Decimal(1)}.get(kpi.when_denominator_zero)
    state = "no_data" if value is None else "value" if value else "zero"
    return Cell(state, value, above, below, rows)


def absent(kpi: Kpi) -> Cell:
    """The cell of somebody of whom there are no rows at all."""
    bottom = parts_of(kpi)[1]
    if kpi.when_denominator_zero and isinstance(bottom, Measure) and bottom.function in ADDITIVE:
        return divided_by_zero(kpi, None, ZERO.value)
    return no_rows(kpi.when_no_rows)


def _number(value: object) -> bool:
    return value is None or isinstance(value, Decimal)


def _any(
    kpi: Kpi, period: Period, world: World, reads: Reads, homes: Homes
) -> Callable[[int | None], Cell]:
    """Cells of any other formula: its tree is walked for each."""
    (top, bottom), level = parts_of(kpi), world.level

    def own(tree: Typed) -> tuple[Asked, ...]:
        return tuple(one for one in needed(tree, period, world, level) if one.level == level)

    # A denominator that is a mere number looks at no rows: then the numerator does.
    looked_at = own(bottom if bottom is not None else top) or own(top)
    readers = {asked: _reader(reads, asked) for asked in reads}
    everybody = Everybody(world, readers, subjects_of(reads), homes)

    def made(subject: int | None) -> Cell:
        here = everybody.seen_by(level, subject)

        def part(tree: Typed | None) -> Number:
            return compute(tree, period, here) if tree is not None else None

        try:
            above, below = part(top), part(bottom)
            rows = sum(readers[asked](subject).rows for asked in looked_at)
            found = part(kpi.formula.tree)
            if found is None and below is not None and not below and kpi.when_denominator_zero:
                return divided_by_zero(kpi, above, below, rows)
            return cell(found, above, below, rows, kpi.when_no_rows)
        except NotComputable:
            return Cell(ERROR)

    return made
