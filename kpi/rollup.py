"""Cells of longer and shorter periods and of coarser levels, made from those of a figure's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.cells import ERROR, Cell
from kpi.levels import LEVELS
from kpi.period import LENGTHS, Period
from kpi.plan import absent
from schema.indicators import Kpi

RECOMPUTE, LAST = "recompute", "last"
NOT_APPLICABLE = Cell("not_applicable")
Found = Mapping[tuple[str, int | None], Cell]
Members = Mapping[int | None, int | None]
"""The coarser subject that each finer one belongs to."""


@dataclass(frozen=True, slots=True)
class Way:
    """At which level and in which periods a figure is computed to answer for others."""

    kpi: Kpi
    level: str
    asked: tuple[Period, ...]
    parts: tuple[tuple[Period, ...], ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period that is computed, once."""
        return tuple(dict.fromkeys(part for parts in self.parts for part in parts))


def way_of(kpi: Kpi, periods: Iterable[Period], level: str) -> Way:
    """How a figure is computed for these periods from the cells of a level."""
    asked = tuple(periods)
    return Way(kpi, level, asked, tuple(own_parts(kpi, p) for p in asked))


def computed_at(kpi: Kpi, level: str) -> str:
    """The level whose cells make those of a level: sums, averages and maxima are of the finest."""
    finer = LEVELS.index(kpi.subject) > LEVELS.index(level)
    return kpi.subject if finer and kpi.rollup not in (RECOMPUTE, LAST) else level


def own_parts(kpi: Kpi, period: Period) -> tuple[Period, ...]:
    """What a period is made of: of a shorter one than the figure's own, that which ends with it.

    A quarterly figure has its number in March, June, September and December, and none in
    the months between.
    """
    own = LENGTHS[kpi.period]
    if period.months < own:
        (around,) = period.parts(own)
        return (around,) if around.end == period.end else ()
    if kpi.rollup == RECOMPUTE or period.months % own:
        return (period,)
    return period.parts(own)


def nothing(kpi: Kpi, period: Period) -> Cell:
    """The cell of somebody who has no rows in a period."""
    return absent(kpi) if own_parts(kpi, period) else NOT_APPLICABLE


def gathered(way: Way, found: Found, members: Members | None) -> dict[tuple[str, int | None], Cell]:
    """The cells that were asked for; `members` where they are those of a coarser level."""
    cells: dict[tuple[str, int | None], Cell] = {}
    for period, parts in zip(way.asked, way.parts, strict=True):
        keys = {part.key for part in parts}
        subjects = {subject for key, subject in found if key in keys}
        over_time = {
            who: _over_time(way.kpi, [found[p.key, who] for p in parts if (p.key, who) in found])
            for who in subjects
        }
        done = over_time if members is None else _over_people(way.kpi, over_time, members)
        if not parts:
            done = {None: NOT_APPLICABLE}
        cells |= {(period.key, who): cell for who, cell in done.items()}
    return cells


def _over_time(kpi: Kpi, cells: Sequence[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    if any(cell.state == ERROR for cell in cells):
        return Cell(ERROR, reason=next(filter(None, (cell.reason for cell in cells)), ""))
    if kpi.rollup == LAST:
        return next((cell for cell in reversed(cells) if cell.known), cells[-1])
    return _combined(kpi, cells, cells)


def _over_people(
    kpi: Kpi, cells: Mapping[int | None, Cell], members: Members
) -> dict[int | None, Cell]:
    """Nobody's rows belong to the sum, but nobody is no person to take an average of."""
    groups: dict[int | None, list[int | None]] = defaultdict(list)
    for who in cells:
        groups[members.get(who)].append(who)
    done: dict[int | None, Cell] = {}
    for group, people in groups.items():
        counted = [who for who in people if who is not None or kpi.rollup == "sum"]
        everything = [cells[who] for who in people]
        done[group] = _combined(kpi, [cells[who] for who in counted], everything)
    return done


def _combined(kpi: Kpi, cells: Sequence[Cell], looked_at: Sequence[Cell]) -> Cell:
    if any(cell.state == ERROR for cell in cells):
        return Cell(ERROR, reason=next(filter(None, (cell.reason for cell in cells)), ""))
    rows = sum(cell.rows for cell in looked_at)
    known = [cell.value for cell in cells if cell.value is not None]
    if not known:
        states = {cell.state for cell in cells}
        return Cell(states.pop() if len(states) == 1 else "no_data", rows=rows)
    value = _METHODS[kpi.rollup](known)
    return Cell("value" if value else "zero", value, rows=rows)


def _average(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


_METHODS: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "max": max,
    "avg": _average,
}
