"""What a transition asks: which of its fields show, which must be filled in, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formula.evaluate import holds, value
from records.defaults import fitted
from records.edits import Edit
from records.limits import broken_limit
from records.query import unknown
from records.reading import Unreadable, read
from records.rows import DraftRow
from records.session import Session
from records.validate import locked, visible, wanting
from schema.objects import Entity, Field, Transition

EMPTY: tuple[Any, ...] = (None, "", ())

States = dict[str, dict[str, bool]]
"""Of each field that is asked whether it shows, must be filled in and may be written."""


def asked_fields(entity: Entity, transition: Transition) -> tuple[str, ...]:
    """The fields that a transition asks, in its order; its comment is none of them."""
    return tuple(name for name in transition.ask if name in entity.fields)


def fill_in(
    session: Session, edit: Edit, transition: Transition, answers: Mapping[str, Any]
) -> States:
    """Lay the answers over a record; those to fields that do not show are left out."""
    faults = _lay(edit, transition, answers)
    said = _settled(session, edit, transition)
    for name, each in said.items():
        if each["visible"]:
            _judge(session, edit, edit.entity.fields[name], each["required"], faults.get(name, ""))
    return said


def will_be(session: Session, edit: Edit, transition: Transition) -> dict[str, Any]:
    """What a transition sets, its state too, all of it seen from the record as it was asked."""
    found = {
        name: fitted(edit.entity.fields[name], value(formula.tree, edit.row, session.context))
        for name, formula in transition.set.items()
        if name in edit.entity.fields
    }
    workflow = edit.entity.workflow
    return found | ({workflow.field: transition.to} if workflow is not None else {})


def _lay(edit: Edit, transition: Transition, answers: Mapping[str, Any]) -> dict[str, str]:
    """Read the answers into the record; what cannot be read comes back with the reason."""
    names = asked_fields(edit.entity, transition)
    faults = {}
    for name in answers:
        if name not in transition.ask:
            edit.problem(name, unknown(name))
    for name in names:
        try:
            found = read(edit.entity.fields[name], answers.get(name))
        except Unreadable as problem:
            faults[name] = str(problem)
            continue
        if name in answers or found not in EMPTY:
            edit.row.given[name] = found
            edit.given.add(name)
    return faults


def _settled(session: Session, edit: Edit, transition: Transition) -> States:
    """What each field is like, answers to hidden ones taken back: others may hang on them."""
    laid = dict(edit.row.given)
    said: States = {}
    names = asked_fields(edit.entity, transition)
    for _ in range(len(names) + 1):
        before, said = said, _states(session, edit, transition)
        if said == before:
            break
        hidden = {name for name, each in said.items() if not each["visible"]}
        edit.row.given = {name: found for name, found in laid.items() if name not in hidden}
    edit.given &= edit.row.given.keys()
    return said


def _states(session: Session, edit: Edit, transition: Transition) -> States:
    """What each field is like: it shows where it does now, or will once the button is pressed."""
    row, entity = edit.row, edit.entity
    ahead = {**row.given, **will_be(session, edit, transition)}
    after = DraftRow(row.before, ahead, lambda: session.context)
    said: States = {}
    for name in asked_fields(entity, transition):
        field = entity.fields[name]
        shows = any(visible(session, entity, field, each) for each in (row, after))
        wanted = field.required_if
        # Asking is a requirement of its own, which only a condition of the field can loosen.
        must = field.required or wanted is None or holds(wanted.tree, after, session.context)
        said[name] = {
            "visible": shows,
            "required": shows and must,
            "readonly": locked(session, field, after),
        }
    return said


def _judge(session: Session, edit: Edit, field: Field, required: bool, fault: str) -> None:
    name = field.name
    found = edit.row.given.get(name)
    if fault:
        edit.problem(name, fault)
    elif found in EMPTY and required:
        # What was filled in earlier need not be filled in again.
        edit.row.given.pop(name, None)
        edit.given.discard(name)
        if edit.row.before.get(name) in EMPTY:
            edit.problem(name, wanting(field))
    elif words := broken_limit(field, found, edit.row, session.context):
        # Beside what is missing, so that everything is said at once.
        edit.problem(name, words)
