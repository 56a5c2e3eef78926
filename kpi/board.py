"""A dashboard as a table: figures down, periods across, each cell against its target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kpi.bound import Unbound
from kpi.cells import Cell
from kpi.figures import Figures, level_of
from kpi.flags import flags, open_flags
from kpi.judge import MET, OPEN, Aim, gap, judged
from kpi.levels import COMPANY
from kpi.period import Period
from kpi.rollup import nothing
from kpi.targets import Targets
from records.actor import Actor
from schema.indicators import Dashboard, Kpi


@dataclass(frozen=True, slots=True)
class BoardCell:
    """A figure in one period: the cell, its target, the verdict, what to know before trusting it.

    `running` says that the number may still change by itself.
    """

    period: Period
    cell: Cell
    target: Aim | None
    verdict: str
    gap: Decimal | None
    running: bool
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A figure and its cells, the last period's target beside the name."""

    kpi: Kpi
    target: Aim | None
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard's periods and rows, as one viewer may see them."""

    dashboard: Dashboard
    periods: tuple[Period, ...]
    rows: tuple[BoardRow, ...]
    level: str
    subject: int | None

    def met(self, index: int) -> tuple[int, int]:
        """How many figures reached their target in a period, and how many have a verdict."""
        verdicts = [row.cells[index].verdict for row in self.rows if not row.cells[index].running]
        return sum(v == MET for v in verdicts), sum(v != OPEN for v in verdicts)


def may_view(kpi: Kpi, actor: Actor, level: str, subject: int | None) -> bool:
    """Whether somebody may see a figure at a level: by role, or because it is their own."""
    own = level == "employee" and subject is not None and subject == actor.person
    return own or not kpi.view or bool(actor.roles & set(kpi.view)) or actor.system


def exists_at(figures: Figures, kpi: Kpi, level: str) -> bool:
    """Whether a figure can be told apart by the subjects of a level."""
    if not level_of(kpi, level):
        return False
    try:
        figures.rows(kpi.name, Period.parse("2000-01"), level)
    except Unbound:
        return False
    return True


def board(
    figures: Figures,
    dashboard: Dashboard,
    actor: Actor,
    periods: Iterable[Period],
    today: date,
    level: str = "company",
    subject: int | None = None,
    split: Any = None,
) -> Board:
    """Compute a dashboard's figures that the viewer may see."""
    shown = [
        kpi for kpi in map(figures.kpi, dashboard.kpis) if may_view(kpi, actor, level, subject)
    ]
    across = tuple(periods)
    only = None if level == COMPANY else subject
    cells = figures.cells([kpi.name for kpi in shown], across, level, split, only)
    targets = figures.targets(level, subject)
    rows = tuple(_row(targets, kpi, across, cells[kpi.name], subject, today) for kpi in shown)
    return Board(dashboard, across, rows, level, subject)


def _row(
    targets: Targets,
    kpi: Kpi,
    periods: tuple[Period, ...],
    cells: Any,
    subject: int | None,
    today: date,
) -> BoardRow:
    made = tuple(
        _cell(
            kpi,
            period,
            cells.get((period.key, subject), nothing(kpi, period)),
            targets.of(kpi, period, subject),
            today,
        )
        for period in periods
    )
    return BoardRow(kpi, made[-1].target if made else None, made)


def _cell(kpi: Kpi, period: Period, cell: Cell, target: Aim | None, today: date) -> BoardCell:
    return BoardCell(
        period,
        cell,
        target,
        judged(kpi, cell, target),
        gap(kpi, cell, target),
        bool(open_flags(kpi, period, today)),
        flags(kpi, cell, period, today),
    )
