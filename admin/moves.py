"""Transitions on the screen: their buttons, what they ask, and pressing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect, request

from admin import attachments, visit
from admin.compose import composed, looked_up
from admin.entry import EntryForm
from admin.layout import Part, Spot, spots, written
from admin.track import leaves, way_on
from admin.words import text
from language import say
from records.record import Pressable, Record
from records.refusals import Conflict, FieldProblem, Forbidden, NotFound, Refused
from schema.objects import Field, Transition, Workflow

COMMENT = "comment"
OWNER = "owner"
REFUSED = 422
FAILURE = "bad"
"""The phase of states that nobody wants to reach by mistake."""


@dataclass(frozen=True, slots=True)
class Move:
    """A button: `reason` says why it cannot be pressed now."""

    name: str
    label: str
    asks: bool
    primary: bool
    bad: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MovePage:
    """What a transition asks before it is done."""

    heading: str
    label: str
    said: str
    action: str
    back: str
    conditions_url: str
    version: int
    parts: tuple[Part, ...]
    comment: str | None
    comment_error: str
    problems: tuple[Spot, ...]
    bad: bool


def moves_of(view: Any, record: Record) -> tuple[Move, ...]:
    """The buttons of a record for whoever asks: the next step first, failures last."""
    workflow = view.entity.workflow
    if workflow is None:
        return ()
    pressable = view.gate.transitions(record)
    open_now = [p.transition for p in pressable if p.decision]
    first = next_of(workflow, record.state, open_now)
    moves = [_move(workflow, each, first) for each in pressable]
    return tuple(sorted(moves, key=lambda move: (not move.primary, move.bad)))


def _move(workflow: Workflow, pressable: Pressable, first: Transition | None) -> Move:
    transition = pressable.transition
    return Move(
        transition.name,
        text(transition.label),
        bool(transition.ask),
        transition is first,
        workflow.states[transition.to].phase == FAILURE,
        "" if pressable.decision else pressable.decision.reason,
    )


def next_of(workflow: Workflow, state: str, found: list[Transition]) -> Transition | None:
    """Which of some transitions is the next step on the usual way."""
    ahead = way_on(workflow, state)[:1]
    return next((transition for transition in found if [transition.to] == ahead), None)


def next_step(view: Any, record: Record | None) -> Transition | None:
    """The next step that whoever asks might take after saving a form."""
    workflow: Workflow = view.entity.workflow
    if record is not None:
        found = [pressable.transition for pressable in view.gate.transitions(record)]
        return next_of(workflow, record.state, found)
    mine = {OWNER, *visit.actor().roles}
    found = [
        transition
        for transition in workflow.transitions.values()
        if leaves(transition, workflow.initial) and mine & set(transition.by)
    ]
    return next_of(workflow, workflow.initial, found)


def move_page(view: Any, id: int, transition: str) -> Any:
    """What a transition asks, or the record once it is done."""
    record = view.gate.get(view.entity.name, id)
    declared = _open(view, record, transition)
    form = composed(view, record, _asked_fields(view, declared))
    if request.method == "GET":
        form.start(record.values, record.titles)
        form.apply(view.gate.asking(record, transition))
        return _page(view, record, declared, form)
    form.process(request.form)
    uploads = attachments.take(view, form)
    looked_up(view, form)
    form.apply(view.gate.asking(record, transition, form.given()))
    try:
        return _done(view, record, declared, _pressed(view, record, declared, form))
    except Refused as refusal:
        problems = (*uploads, *refusal.problems)
    except Forbidden as forbidden:
        problems = (FieldProblem("", forbidden.reason),)
    except Conflict as conflict:
        flash(str(conflict), "warn")
        return go(view.url("record", id=record.id))
    if not declared.ask:
        flash(problems[0].message, "bad")
        return go(view.url("record", id=record.id))
    return _page(view, record, declared, form, problems), REFUSED


def conditions(view: Any, id: int, transition: str) -> Any:
    """What of a transition's fields shows, is required and locked while they are filled in."""
    record = view.gate.get(view.entity.name, id)
    form = composed(view, record, _asked_fields(view, _open(view, record, transition)))
    form.process(request.form)
    return jsonify(fields=view.gate.asking(record, transition, form.given()))


def _open(view: Any, record: Record, name: str) -> Transition:
    """The transition, if it leaves the record's state and is for whoever asks."""
    found: tuple[Pressable, ...] = view.gate.transitions(record)
    pressable = {each.transition.name: each.transition for each in found}
    workflow = view.entity.workflow
    if name in pressable:
        return pressable[name]
    if workflow is None or name not in workflow.transitions:
        raise NotFound
    label = text(workflow.transitions[name].label)
    state = text(workflow.states[record.state].label)
    raise Forbidden(
        say("{action} is not open to you while the state is {state}.", action=label, state=state)
    )


def _asked_fields(view: Any, transition: Transition) -> list[Field]:
    return [view.entity.fields[name] for name in transition.ask if name in view.entity.fields]


def _pressed(view: Any, record: Record, transition: Transition, form: EntryForm) -> Record | None:
    """The record after the transition, None when it is out of one's sight then."""
    asked: dict[str, Any] = form.given()
    if _wants_comment(view, transition):
        asked[COMMENT] = request.form.get(COMMENT, "")
    version = request.form.get("_version", type=int)
    try:
        moved: Record = view.gate.move(view.entity.name, record.id, transition.name, asked, version)
    except NotFound:
        return None
    return moved


def _wants_comment(view: Any, transition: Transition) -> bool:
    return COMMENT in transition.ask and COMMENT not in view.entity.fields


def _done(view: Any, before: Record, transition: Transition, after: Record | None) -> Any:
    """Say what happened and lead on."""
    state = text(view.entity.workflow.states[transition.to].label)
    flash(say("{title}: {state}.", title=(after or before).title, state=state), "ok")
    return go(view.url("record", id=after.id) if after else view.url("list"))


def go(url: str) -> Any:
    """Lead on: a dialog is told where, a page is redirected."""
    if request.headers.get("X-Requested-With") == "dialog":
        return jsonify(go=url)
    return redirect(url)


def press(view: Any, stored: Record, name: str) -> Any:
    """Take a just stored record one step further; a refusal is shown at the record."""
    try:
        after = view.gate.move(view.entity.name, stored.id, name)
        return _done(view, stored, view.entity.workflow.transitions[name], after)
    except (Refused, Forbidden) as refusal:
        flash(say("Saved, but no further: {reason}", reason=str(refusal)), "warn")
    except NotFound:
        flash(say("{title} is saved.", title=stored.title), "ok")
        return redirect(view.url("list"))
    return redirect(view.url("record", id=stored.id))


def _page(
    view: Any,
    record: Record,
    transition: Transition,
    form: EntryForm,
    problems: tuple[FieldProblem, ...] = (),
) -> str:
    """The page, or dialog, that asks."""
    left = form.refuse(problems)
    comment = next((p.message for p in left if p.path == COMMENT), "")
    rest = [problem for problem in left if problem.path != COMMENT]
    label, workflow = text(transition.label), view.entity.workflow
    page = MovePage(
        heading=say("{action}: {title}", action=label, title=record.title),
        label=label,
        said=_said(view, record, transition),
        action=view.url("move", id=record.id, transition=transition.name),
        back=view.url("record", id=record.id),
        conditions_url=view.url("move_conditions", id=record.id, transition=transition.name),
        version=request.form.get("_version", record.version, type=int),
        parts=tuple(written(entry) for _, entry in form.entries()),
        comment=request.form.get(COMMENT, "") if _wants_comment(view, transition) else None,
        comment_error=comment,
        problems=spots(view.entity, form, rest) if rest else (),
        bad=workflow.states[transition.to].phase == FAILURE,
    )
    return str(view.render("admin/move.html", page=page))


def _said(view: Any, record: Record, transition: Transition) -> str:
    """Where the record goes from here, and what changes elsewhere, in words."""
    states = view.entity.workflow.states
    before, after = text(states[record.state].label), text(states[transition.to].label)
    said = [say("{before} → {after}", before=before, after=after)]
    for link, values in transition.update.items():
        fields = visit.rulebook().entity(view.entity.fields[link].to).fields
        names = say(", ").join(text(fields[name].label) for name in values)
        title = record.titles.get(link) or text(view.entity.fields[link].label)
        said.append(say("Also changes {record}: {fields}.", record=title, fields=names))
    return "\n".join(said)
