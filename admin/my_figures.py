"""My figures: one's own numbers of the last months, one's latest sheets, what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask_admin import expose

from admin import visit
from admin.board_scope import Scope, shows
from admin.boards import lede, line
from admin.home import MOST, SHOWN, lines, today
from admin.menu import has_own_figures
from admin.page import Page
from admin.words import text
from kpi.board import Board, board
from kpi.figures import Figures
from kpi.levels import EMPLOYEE
from kpi.period import latest, months
from records.query import Filter, Query
from schema.indicators import Dashboard, Scorecard
from schema.values import Label

PERIODS = 6
SHEETS = 3
"""How many of the latest sheets of a scorecard are shown."""


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """An appraisal sheet about whoever asks."""

    title: str
    card: str
    href: str
    entity: Any
    state: str


class MyFigures(Page):
    """The page /my-figures."""

    def __init__(self) -> None:
        super().__init__(endpoint="mine", url="/my-figures")

    @expose("/")
    def index(self) -> Any:
        """My figures, my sheets, what is due."""
        person = visit.actor().person
        if person is None or not has_own_figures():
            abort(404)
        scope = Scope(EMPLOYEE, person)
        found = own_board(scope)
        dated = (task for task in visit.gate().waiting(MOST) if task.due is not None)
        due = sorted(dated, key=lambda task: str(task.due))
        return self.render(
            "admin/my_figures.html",
            board=found,
            lines=[line(row, scope) for row in found.rows],
            met=[found.met(n) for n in range(len(found.periods))],
            lede=lede(found),
            own=list(own_sheets(person)),
            due=lines(due[:SHOWN]),
        )


def own_board(scope: Scope) -> Board:
    """Every figure with rows of the person in the last months."""
    names = tuple(name for name in visit.rulebook().schema.kpis if shows(name, scope))
    everything = Dashboard("", Label({}), names)
    across = latest(months(visit.rulebook().schema).of(today()), PERIODS)
    made = board(
        Figures(visit.rulebook()),
        everything,
        visit.actor(),
        across,
        today(),
        EMPLOYEE,
        scope.subject,
    )
    rows = tuple(row for row in made.rows if any(cell.cell.rows for cell in row.cells))
    return Board(everything, across, rows, EMPLOYEE, scope.subject)


def own_sheets(person: int) -> Iterator[OwnSheet]:
    """The latest sheets about a person, of every scorecard, as far as the person may read them."""
    for card in visit.rulebook().schema.scorecards.values():
        if card.person and visit.may("read", card.of):
            yield from _sheets(card, person)


def _sheets(card: Scorecard, person: int) -> Iterator[OwnSheet]:
    entity = visit.rulebook().schema.entities[card.of]
    query = Query(
        filters=(Filter(card.person, "eq", (person,)),),
        sort=(f"-{card.period}",) if card.period else (),
        size=SHEETS,
        where=card.when,
        columns=(),
        counted=False,
    )
    for record in visit.gate().find(card.of, query).records:
        href = url_for("entity.record", entity=card.of, id=record.id)
        yield OwnSheet(record.title, text(card.label), href, entity, record.state)
