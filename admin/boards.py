"""Boards and figures: an indicator × period table, and a page behind each number."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, request, send_file, url_for
from flask_admin import expose

from admin import visit
from admin.board_scope import Scope, asked_scope, choices, kpis_in, opening, shows_everybody
from admin.charts import Spark, spark
from admin.figure_page import figure_page
from admin.home import today
from admin.page import Page
from admin.words import text
from kpi.board import Board, BoardCell, BoardRow, board
from kpi.cells import ERROR
from kpi.figures import Figures
from kpi.flags import PARTIAL, flag_words
from kpi.judge import MET, UNMET, line_at, over
from kpi.period import LENGTHS, Period, latest, months
from kpi.show import cell_text, gap_text, parts_text, target_text
from language import say
from schema.indicators import Dashboard

DEFAULT_LENGTH = "month"
LENGTH_WORDS = {
    "month": "By month",
    "quarter": "By quarter",
    "half": "By half-year",
    "year": "By year",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the board as it is drawn."""

    said: str
    note: str
    verdict: str
    classes: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of the board: name, target, spark, cells."""

    name: str
    code: str
    target: str
    spark: Spark
    cells: tuple[Shown, ...]
    href: str


class Boards(Page):
    """The pages under /figures."""

    def __init__(self) -> None:
        super().__init__(endpoint="figures", url="/figures")

    @expose("/<key>")
    def board(self, key: str) -> Any:
        """A dashboard as a table of figures by period."""
        declared = visit.rulebook().schema.dashboards.get(key)
        if declared is None:
            abort(404)
        scope = asked_scope(declared)
        if not may_look(declared, scope):
            abort(404)
        length = request.args.get("by", DEFAULT_LENGTH)
        until = asked_period(length if length in LENGTHS else DEFAULT_LENGTH)
        found = looked_up(declared, scope, until)
        address: dict[str, Any] = {"key": key, "of": scope.key}
        return self.render(
            "admin/board.html",
            board=found,
            address=address,
            scope=scope,
            choices=choices(declared),
            everybody=shows_everybody(declared),
            heading=text(declared.label),
            lines=[line(row, scope) for row in found.rows],
            met=[found.met(n) for n in range(len(found.periods))],
            lede=lede(found),
            until=until,
            length=length,
            lengths=LENGTH_WORDS,
            earlier=url_for("figures.board", by=length, until=until.before().key, **address),
            later=url_for("figures.board", by=length, until=until.before(-1).key, **address),
            reports=documents(key),
        )

    @expose("/of/<key>")
    def figure(self, key: str) -> Any:
        """A figure in one period: how it came about, and its rows."""
        return figure_page(self, key)

    @expose("/<key>/print/<report>")
    def print(self, key: str, report: str) -> Any:
        """A dashboard's document as PDF."""
        declared = visit.rulebook().schema.reports.get(report)
        printer = visit.wiring().printer
        if declared is None or declared.dashboard != key or printer is None:
            abort(404)
        board = visit.rulebook().schema.dashboards[key]
        scope = asked_scope(board)
        if not may_look(board, scope):
            abort(404)
        until = asked_period(DEFAULT_LENGTH)
        pdf = printer.board(declared, visit.gate(), until, scope.level, scope.subject)
        file = f"{text(declared.label)} {until.key}.pdf"
        return send_file(io.BytesIO(pdf), "application/pdf", download_name=file, max_age=0)


def may_look(declared: Dashboard, scope: Scope) -> bool:
    """Whether a board is for whoever asks, as a whole or in the chosen scope."""
    if scope.subject is None:
        return opening(declared) is not None
    return not declared.view or bool(visit.actor().roles & set(declared.view))


def looked_up(declared: Dashboard, scope: Scope, until: Period) -> Board:
    """The board's figures in a scope; those that do not exist there are left out."""
    count = declared.periods if until.months == 1 else 4
    if scope.subject is not None:
        declared = replace(declared, kpis=kpis_in(declared, scope))
    figures, across = Figures(visit.rulebook()), latest(until, count)
    return board(figures, declared, visit.actor(), across, today(), scope.level, scope.subject)


def asked_period(length: str) -> Period:
    """The last period of the board: the asked one, else the running one."""
    counted = months(visit.rulebook().schema)
    try:
        asked = counted.parse(request.args.get("until") or request.args.get("period") or "")
    except ValueError:
        asked = counted.of(today())
    return asked.around(LENGTHS[length])


def lede(found: Any) -> str:
    """The board in a sentence: the last finished period, and what missed its target."""
    done = [n for n in range(len(found.periods)) if found.periods[n].end <= today()]
    if not done or not found.rows:
        return say("Every number opens to the rows that it was computed from.")
    last = done[-1]
    met, judged = found.met(last)
    missed = [text(row.kpi.label) for row in found.rows if row.cells[last].verdict == UNMET]
    said = say(
        "{period}: {met} of {judged} reached their target.",
        period=found.periods[last].label,
        met=met,
        judged=judged,
    )
    return said + (say(" Missed: {names}.", names=say(", ").join(missed)) if missed else "")


def line(row: BoardRow, scope: Scope) -> Line:
    """A figure's row."""
    return Line(
        text(row.kpi.label),
        row.kpi.code,
        target_text(row.kpi, row.target),
        spark([cell.cell.value for cell in row.cells], line_at(row.target)),
        tuple(shown(row, cell, scope) for cell in row.cells),
        url_for(
            "figures.figure", key=row.kpi.name, period=row.cells[-1].period.key, **scope.address
        ),
    )


def shown(row: BoardRow, cell: BoardCell, scope: Scope) -> Shown:
    """A cell: number, verdict in words and colour, where it opens."""
    classes = ["cell"]
    if cell.running:
        classes.append("now")
    elif cell.verdict == UNMET:
        classes.append("no")
    return Shown(
        cell_text(row.kpi, cell.cell),
        note(row, cell),
        "open" if cell.running else cell.verdict,
        " ".join(classes),
        url_for("figures.figure", key=row.kpi.name, period=cell.period.key, **scope.address),
    )


def note(row: BoardRow, cell: BoardCell) -> str:
    """The words under a number: how it stands, and what makes it less certain."""
    marks = [flag_words(flag) for flag in cell.flags if flag != PARTIAL]
    return " · ".join(words for words in (_standing(row, cell), *marks) if words)


def _standing(row: BoardRow, cell: BoardCell) -> str:
    if cell.cell.state == ERROR:
        return ""
    if not cell.cell.known:
        return say("no data")
    if cell.running and cell.cell.denominator is not None:
        return " / ".join(parts_text(cell.cell))
    if cell.verdict == MET:
        return say("met")
    if cell.verdict == UNMET:
        gap = gap_text(row.kpi, cell.gap)
        too_much = over(row.kpi, cell.cell, cell.target)
        return say("{gap} over", gap=gap) if too_much else say("{gap} short", gap=gap)
    return say("no target")


def documents(name: str) -> Sequence[Any]:
    """The documents that print a dashboard."""
    if visit.wiring().printer is None:
        return ()
    return [
        report for report in visit.rulebook().schema.reports.values() if report.dashboard == name
    ]
