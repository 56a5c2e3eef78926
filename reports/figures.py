"""Boards as templates see them: every number already words.

The words are those of `kpi.show`, the same on screen and on paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kpi.board import Board, BoardCell, BoardRow
from kpi.judge import Aim
from kpi.period import Period
from kpi.show import (
    cell_text,
    short,
    target_text,
)
from language import current
from schema.indicators import Kpi
from schema.values import Label


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure is: its key, how it is called and explained, its formula as a sentence."""

    key: str
    label: str
    code: str
    explain: str
    source: str
    target: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class BoardCellView:
    """A figure in one period; `verdict` is met, unmet or open."""

    period: str
    text: str
    verdict: str
    running: bool


@dataclass(frozen=True, slots=True)
class BoardRowView:
    """A figure and its cells, in the order of the board's periods."""

    indicator: Indicator
    cells: tuple[BoardCellView, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board on paper; `months` are the periods' short names, `span` all of them.

    `whose` is the department or person that it was narrowed to, if it was.
    """

    label: str
    span: str
    first: str
    last: str
    from_day: date
    to_day: date
    keys: tuple[str, ...]
    months: tuple[str, ...]
    rows: tuple[BoardRowView, ...]
    met: int
    judged: int
    whose: str = ""


def words(label: Label | None) -> str:
    """A label in the current language; nothing of none."""
    return label.text(current()) if label else ""


Says = Callable[[Kpi], str]
"""Gives the sentence that a figure's formula says."""


def indicator(kpi: Kpi, target: Aim | None, says: Says) -> Indicator:
    """A figure's names and its target in words."""
    return Indicator(
        kpi.name,
        words(kpi.label),
        kpi.code,
        words(kpi.explain),
        words(kpi.source),
        target_text(kpi, target),
        says(kpi),
    )


def board_view(board: Board, says: Says, whose: str = "") -> BoardView:
    """A board in words."""
    rows = tuple(_board_row(row, says) for row in board.rows)
    cells = [cell for row in rows for cell in row.cells if not cell.running]
    first, last = board.periods[0], board.periods[-1]
    return BoardView(
        words(board.dashboard.label),
        Period.spanning(first, last).label,
        f"{first.month:%Y-%m}",
        last.last_month,
        first.start,
        last.end - timedelta(days=1),
        tuple(period.key for period in board.periods),
        tuple(short(period) for period in board.periods),
        rows,
        sum(cell.verdict == "met" for cell in cells),
        sum(cell.verdict in {"met", "unmet"} for cell in cells),
        whose,
    )


def _board_row(row: BoardRow, says: Says) -> BoardRowView:
    cells = tuple(_board_cell(row.kpi, cell) for cell in row.cells)
    return BoardRowView(indicator(row.kpi, row.target, says), cells)


def _board_cell(kpi: Kpi, cell: BoardCell) -> BoardCellView:
    text = cell_text(kpi, cell.cell)
    return BoardCellView(cell.period.key, text, cell.verdict, cell.running)
