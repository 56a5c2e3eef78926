"""The desk: what waits for me, what is overdue, what I started, my figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_admin import expose

from admin import menu, visit
from admin.page import Page
from admin.shell import STATIC
from admin.words import text
from language import say
from records.put_off import in_words
from records.record import Task
from schema.objects import Entity

SHOWN = 8
"""Lines of a list on the desk before "all" is offered."""
MOST = 200
NOTHING: Mapping[Any, str] = MappingProxyType({})
NEW = 6
"""How many ways to begin something are offered."""


@dataclass(frozen=True, slots=True)
class Line:
    """A task as the desk shows it."""

    kind: str
    title: str
    href: str
    entity: Any
    state: str
    state_label: str
    since: datetime
    due: date | None
    phase: str
    said: str
    reminder: str


class Desk(Page):
    """The first page after signing in."""

    def __init__(self) -> None:
        super().__init__(
            endpoint="desk", url="/", static_folder=str(STATIC), static_url_path="/assets"
        )

    @expose("/")
    def index(self) -> Any:
        """My desk."""
        gate = visit.gate()
        desk, nudges = gate.desk(MOST, SHOWN), gate.reminders()
        # What stands further up the page is not said again below.
        shown = desk.waiting[:SHOWN]
        above = {(task.entity, task.id) for task in shown}
        late = [task for task in desk.overdue if (task.entity, task.id) not in above][:SHOWN]
        said = {(nudge.entity, nudge.id): nudge.message for nudge in nudges if not nudge.sent}
        there = above | {(task.entity, task.id) for task in late}
        return self.render(
            "admin/home.html",
            waiting=lines(shown, said),
            waiting_count=len(desk.waiting),
            overdue=lines(late, said),
            overdue_count=len(desk.overdue),
            started=lines(desk.started),
            reminders=[n for n in nudges if n.sent or (n.entity, n.id) not in there],
            today=today(),
            due_today=sum(task.due == today() for task in desk.waiting),
            hello=greeting(visit.now()),
            tiles=tiles(),
            begin=beginnings(),
            back=in_words,
        )

    @expose("/put-off", methods=("POST",))
    def put_off(self) -> Any:
        """Take a reminder off my desk until it comes round again."""
        given = request.form
        about = given.get("entity", ""), given.get("id", 0, type=int), given.get("rule", "")
        visit.gate().put_off(*about)
        return redirect(url_for("desk.index"))

    @expose("/waiting")
    def waiting(self) -> Any:
        """Everything that waits for me."""
        return self._all(say("Waiting for me"), visit.gate().waiting(MOST))

    @expose("/overdue")
    def overdue(self) -> Any:
        """Everything that is late."""
        return self._all(say("Overdue"), visit.gate().overdue(MOST))

    def _all(self, heading: str, tasks: Sequence[Task]) -> Any:
        return self.render("admin/tasks.html", heading=heading, tasks=lines(tasks))

    @expose("/counts.json")
    def counts(self) -> Any:
        """How much waits for me, by entity: the menu asks for it after the page is there."""
        counts = visit.gate().waiting_counts(MOST)
        return jsonify({"desk": sum(counts.values()), **counts})


def today() -> date:
    """The company's date."""
    day: date = visit.now().date()
    return day


def tiles() -> Sequence[Any]:
    """My figures, if the application has any to show."""
    figures = visit.wiring().figures
    return tuple(figures(visit.gate())) if figures else ()


def greeting(moment: datetime) -> str:
    """Good morning, afternoon or evening."""
    if moment.hour < 12:
        return say("Good morning, {name}", name=visit.actor().name)
    if moment.hour < 18:
        return say("Good afternoon, {name}", name=visit.actor().name)
    return say("Good evening, {name}", name=visit.actor().name)


def beginnings() -> list[dict[str, str]]:
    """What I may begin, in menu order."""
    found = [entity for entity in menu.entities() if visit.may("create", entity.name)]
    return [
        {"label": text(e.label), "href": url_for("entity.new", entity=e.name)} for e in found[:NEW]
    ]


def lines(tasks: Sequence[Task], said: Mapping[tuple[str, int], str] = NOTHING) -> list[Line]:
    """Tasks as the desk shows them, with what reminders say of them."""
    return [line(task, said.get((task.entity, task.id), "")) for task in tasks]


def line(task: Task, reminder: str = "") -> Line:
    """A task with its due date in words and in colour."""
    entity = visit.rulebook().schema.entities[task.entity]
    phase, said = due_words(task.due)
    return Line(
        text(entity.label),
        task.title,
        url_for("entity.record", entity=task.entity, id=task.id),
        entity,
        task.state,
        state_label(entity, task.state),
        task.since,
        task.due,
        phase,
        said,
        reminder,
    )


def state_label(entity: Entity, state: str) -> str:
    """What a state is called."""
    found = entity.workflow.states.get(state) if entity.workflow else None
    return text(found.label) if found else ""


def due_words(due: date | None) -> tuple[str, str]:
    """How urgent a date is: a phase and a phrase."""
    if due is None:
        return "", ""
    left = (due - today()).days
    if left < 0:
        return "bad", say("{count} days late", count=-left)
    if left == 0:
        return "wait", say("Due today")
    return "run", say("{count} days left", count=left)
