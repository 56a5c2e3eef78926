"""Moving a record from state to state: who may, what is asked, what the guard says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formula.evaluate import holds, value
from formula.reads import fields_read
from language import current, say
from records import store
from records.asked import States, fill_in, will_be
from records.decide import tellable
from records.decisions import Allowed, Decision, Denied
from records.edits import Edit
from records.reading import LONGEST, Unreadable, cleaned
from records.record import Pressable
from records.refusals import FieldProblem, Forbidden, NotFound, Refused
from records.rows import DraftRow, Row, StoredRow
from records.session import Session
from records.updates import cause, follow, planned
from records.validate import validate
from records.visibility import OWNER
from records.write import known, seen, unchanged, writing
from schema.objects import Entity, Transition

COMMENT = "comment"
"""Among what a transition asks: words for the history, unless a field is called so."""


def leaving(entity: Entity, state: str) -> tuple[Transition, ...]:
    """The transitions that leave a state, in declared order."""
    workflow = entity.workflow
    found = workflow.transitions.values() if workflow else ()
    return tuple(transition for transition in found if state in transition.origins)


def stands_open(session: Session, transition: Transition, row: Row) -> bool:
    """Whether a transition is for whoever asks: by role, as owner, or by name."""
    actor = session.actor
    if actor.system or actor.roles & set(transition.by):
        return True
    if actor.person is None:
        return False
    if OWNER in transition.by and row.get(OWNER) == actor.person:
        return True
    return any(
        _names(value(path.tree, row, session.context), actor.person)
        for path in transition.by_people
    )


def _names(found: Any, person: int) -> bool:
    return person in found if isinstance(found, tuple) else found == person


def pressable(session: Session, entity: Entity, row: Row) -> tuple[Pressable, ...]:
    """Every transition that whoever asks might press now, and whether its guard lets it."""
    if entity.workflow is None:
        return ()
    state = row.get(entity.workflow.field)
    return tuple(
        Pressable(transition, guard(session, entity, transition, row))
        for transition in leaving(entity, state)
        if stands_open(session, transition, row)
    )


def asking(session: Session, entity: str, id: int, name: str, answers: Mapping[str, Any]) -> States:
    """What each field that a transition asks is like, with these answers so far."""
    declared = known(session, entity)
    row = seen(session, session.row(entity, id))
    transition = _open_transition(session, declared, row, name)
    edit = Edit(declared, DraftRow(row, {}, lambda: session.context))
    return fill_in(session, edit, transition, answers)


def guard(
    session: Session, entity: Entity, transition: Transition, row: Row, asked: bool = False
) -> Decision:
    """Whether a transition's guard lets a record pass, and if not, why.

    Before anything was asked, a guard about what will be asked cannot be judged yet.
    """
    name = transition.label.text(current())
    if transition.when is None or session.actor.system:
        return Allowed(say("{transition} stands open to you.", transition=name))
    about = {field for owner, field in fields_read(transition.when.tree) if owner == entity.name}
    if not asked and about & set(transition.ask):
        return Allowed(say("{transition} depends on what you fill in.", transition=name))
    if holds(transition.when.tree, row, session.context):
        return Allowed(say("{transition} stands open to you.", transition=name))
    if transition.message is not None:
        return Denied(transition.message.text(current()))
    if not tellable(session, transition.when):
        return Denied(say("{transition} is not possible now.", transition=name))
    return Denied(
        say(
            "{transition} is possible only where: {condition}",
            transition=name,
            condition=transition.when.text,
        )
    )


def move(
    session: Session,
    entity: str,
    id: int,
    name: str,
    asked: Mapping[str, Any],
    version: int | None = None,
) -> None:
    """Press a transition: judge, fill in what was asked, set what it sets, write it down."""
    declared = known(session, entity)
    with writing(session):
        row = seen(session, store.lock(session, entity, id))
        transition = _open_transition(session, declared, row, name)
        allowed = guard(session, declared, transition, row)
        if not allowed:
            raise Forbidden(allowed.reason)
        unchanged(session, row, version, asked)
        edit = Edit(declared, DraftRow(row, {}, lambda: session.context))
        comment = _take_asked(session, edit, transition, asked)
        if edit.problems:
            raise Refused(edit.problems)
        decision = guard(session, declared, transition, edit.row, asked=True)
        if not decision:
            raise Refused([FieldProblem("", decision.reason)])
        elsewhere = tuple(planned(session, declared, transition, edit.row))
        _set(session, edit, transition)
        problems = validate(session, edit)
        if problems:
            raise Refused(problems)
        store.update(session, edit, "move", transition.name, comment, always=True)
        session.forget()
        for change in elsewhere:
            follow(session, change, cause(entity, id, transition.name))


def _open_transition(session: Session, entity: Entity, row: StoredRow, name: str) -> Transition:
    workflow = entity.workflow
    transition = workflow.transitions.get(name) if workflow else None
    if workflow is None or transition is None:
        raise NotFound
    state = row.get(workflow.field)
    if not stands_open(session, transition, row):
        raise Forbidden(say("{transition} is not yours to press.", transition=_called(transition)))
    if state not in transition.origins:
        declared = workflow.states.get(state)
        where = declared.label.text(current()) if declared else str(state)
        raise Forbidden(
            say(
                "{transition} is not possible while the state is {state}.",
                transition=_called(transition),
                state=where,
            )
        )
    return transition


def _called(transition: Transition) -> str:
    return transition.label.text(current())


def _take_asked(
    session: Session, edit: Edit, transition: Transition, asked: Mapping[str, Any]
) -> str:
    """Read what was filled in; the comment is words, the rest are fields."""
    words = COMMENT not in edit.entity.fields or COMMENT not in transition.ask
    comment = str(asked.get(COMMENT) or "") if words else ""
    answers = {name: raw for name, raw in asked.items() if not (words and name == COMMENT)}
    fill_in(session, edit, transition, answers)
    if words and COMMENT in transition.ask and not comment.strip():
        edit.problem(COMMENT, say("Write a comment."))
    return _comment(edit, comment)


def _comment(edit: Edit, text: str) -> str:
    try:
        return cleaned(text)[:LONGEST]
    except Unreadable as problem:
        edit.problem(COMMENT, str(problem))
        return ""


def _set(session: Session, edit: Edit, transition: Transition) -> None:
    """Set what the transition sets, all of it seen from the record as it was asked."""
    found = will_be(session, edit, transition)
    edit.row.given |= found
    owner = edit.row.given.get(edit.entity.owner)
    if owner is not None:
        # Asked for or set: whoever the record is handed to owns it from now on.
        edit.row.given[OWNER] = owner
