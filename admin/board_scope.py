"""Whose figures a board shows: everybody's, a department's or a person's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, request

from admin import visit
from kpi.board import exists_at, may_view
from kpi.figures import Figures
from kpi.levels import COMPANY, DEPARTMENT, EMPLOYEE, subjects_entity
from language import say
from records.query import MOST_ROWS, Query
from records.refusals import NotFound
from schema.indicators import Dashboard

GREATEST_ID = 2**63 - 1
"""No database knows a greater one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A level and its subject; `title` is what the subject is called."""

    level: str = COMPANY
    subject: int | None = None
    title: str = ""

    @property
    def key(self) -> str | None:
        """How an address names it; everybody needs no name."""
        return None if self.subject is None else f"{self.level}-{self.subject}"

    @property
    def address(self) -> dict[str, Any]:
        """What the address of a figure's page says of it."""
        return {"level": None if self.subject is None else self.level, "subject": self.subject}


def opening(declared: Dashboard) -> Scope | None:
    """With whose figures a board opens: everybody's, else one's own; None for whom it is not."""
    actor = visit.actor()
    if declared.view and not actor.roles & set(declared.view):
        return None
    if shows_everybody(declared):
        return Scope()
    mine = Scope(EMPLOYEE, actor.person, say("My own figures"))
    own = mine.subject is not None and any(shows(name, mine) for name in declared.kpis)
    return mine if own else None


def shows_everybody(declared: Dashboard) -> bool:
    """Whether somebody may see a figure of a board for the company as a whole."""
    kpis = visit.rulebook().schema.kpis
    return any(may_view(kpis[name], visit.actor(), COMPANY, None) for name in declared.kpis)


def asked_scope(declared: Dashboard) -> Scope:
    """The scope that the address asks for; what may not be seen does not exist."""
    level, _, number = request.args.get("of", "").partition("-")
    if not level:
        return opening(declared) or abort(404)
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= GREATEST_ID):
        abort(404)
    found = Scope(level, int(number))
    if not subjects_entity(visit.rulebook().schema, level) or not kpis_in(declared, found):
        abort(404)
    return replace(found, title=subject_title(level, found.subject))


def subject_title(level: str, subject: int | None) -> str:
    """What a department or person is called; one that may not be read does not exist."""
    entity = subjects_entity(visit.rulebook().schema, level)
    if not entity or subject is None:
        return ""
    if level == EMPLOYEE and subject == visit.actor().person:
        return say("My own figures")
    try:
        return visit.gate().get(entity, subject).title
    except NotFound:
        abort(404)


def kpis_in(declared: Dashboard, scope: Scope) -> tuple[str, ...]:
    """The figures of a board that exist at a level and that the viewer may see there."""
    return tuple(name for name in declared.kpis if shows(name, scope))


def shows(name: str, scope: Scope) -> bool:
    """Whether a figure has a value for a scope that the viewer may see."""
    figures = Figures(visit.rulebook())
    kpi = figures.kpi(name)
    allowed = may_view(kpi, visit.actor(), scope.level, scope.subject)
    return allowed and exists_at(figures, kpi, scope.level)


def choices(declared: Dashboard) -> list[tuple[str, list[Scope]]]:
    """The departments and people that may be chosen, in two groups."""
    groups = [
        (say("Departments"), list(_subjects(declared, DEPARTMENT))),
        (say("People"), list(_people(declared))),
    ]
    found = [(heading, scopes) for heading, scopes in groups if scopes]
    several = shows_everybody(declared) or sum(len(scopes) for _, scopes in found) > 1
    return found if several else []


def _people(declared: Dashboard) -> Iterator[Scope]:
    """Oneself first, then whom else one may see."""
    own = visit.actor().person
    if own is not None and kpis_in(declared, mine := Scope(EMPLOYEE, own)):
        yield replace(mine, title=say("My own figures"))
    yield from (scope for scope in _subjects(declared, EMPLOYEE) if scope.subject != own)


def _subjects(declared: Dashboard, level: str) -> Iterator[Scope]:
    """Everybody of a level, if somebody else's figures may be seen at all."""
    entity = subjects_entity(visit.rulebook().schema, level)
    # Nobody has the number 0: what is visible of it is visible of everybody.
    if not entity or not visit.may("read", entity) or not kpis_in(declared, Scope(level, 0)):
        return
    page = visit.gate().find(entity, Query(size=MOST_ROWS, counted=False))
    yield from (Scope(level, record.id, record.title) for record in page.records)
