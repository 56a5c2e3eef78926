"""What a transition changes in linked records: judged like any change of whoever presses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formula.evaluate import value
from language import current, say
from records import store
from records.decide import decide
from records.defaults import fitted
from records.edits import Edit
from records.refusals import FieldProblem, Forbidden, NotFound, Refused
from records.rows import DraftRow, Row, StoredRow
from records.session import Session
from records.showing import label
from records.titles import title_of
from records.visibility import OWNER, listed
from records.write import judged, keep
from schema.objects import Entity, Schema, Transition

FOLLOW = "follow"
"""The action in the history of a record that another record's transition changed."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A change of a linked record: which one, and what it will say."""

    entity: str
    id: int
    values: Mapping[str, Any]


def planned(
    session: Session, entity: Entity, transition: Transition, row: Row
) -> Iterator[Planned]:
    """What a transition will change elsewhere, seen from its record; empty links change nothing."""
    for link, formulas in transition.update.items():
        id, target = row.get(link), session.entity(entity.fields[link].to)
        if id is not None:
            found = {
                name: fitted(target.fields[name], value(formula.tree, row, session.context))
                for name, formula in formulas.items()
            }
            yield Planned(target.name, id, found)


def cause(entity: str, id: int | None, transition: str) -> str:
    """How a history calls the transition of another record.

    >>> cause("loan", 7, "lend")
    'loan/7/lend'
    """
    return f"{entity}/{id}/{transition}"


def caused_by(schema: Schema, told: str) -> tuple[Transition, int] | None:
    """The transition and record that a history names, while there still is such a button."""
    entity, _, rest = told.partition("/")
    id, _, name = rest.partition("/")
    declared = schema.entities.get(entity)
    workflow = declared.workflow if declared else None
    transition = workflow.transitions.get(name) if workflow else None
    return (transition, int(id)) if transition and id.isdigit() else None


def follow(session: Session, change: Planned, by: str) -> None:
    """Change a linked record; raises Forbidden or Refused with the record's own reasons."""
    row = _visible(session, change)
    name = title_of(session, row, row.entity)
    decision = decide(session, "update", change.entity, row)
    if not decision:
        raise Forbidden(say("{record}: {reason}", record=name, reason=decision.reason))
    edit = Edit(row.entity, DraftRow(row, {}, lambda: session.context))
    for field, found in change.values.items():
        declared = row.entity.fields[field]
        if not listed(session, declared.write, row):
            reason = say("You may not change {field}.", field=label(declared))
            raise Forbidden(say("{record}: {reason}", record=name, reason=reason))
        edit.row.given[field] = found
        edit.given.add(field)
    if edit.row.given.get(row.entity.owner) is not None:
        edit.row.given[OWNER] = edit.row.given[row.entity.owner]
    try:
        keep(session, judged(session, edit), FOLLOW, by)
    except Refused as refusal:
        raise Refused([_told(row.entity, name, each) for each in refusal.problems]) from None


def _visible(session: Session, change: Planned) -> StoredRow:
    try:
        row = store.lock(session, change.entity, change.id)
    except NotFound:
        raise Forbidden(_unseen(session, change)) from None
    if not decide(session, "read", change.entity, row):
        raise Forbidden(_unseen(session, change))
    return row


def _unseen(session: Session, change: Planned) -> str:
    kind = session.entity(change.entity).label.text(current())
    return say("{kind}: the record that would change is not visible to you.", kind=kind)


def _told(entity: Entity, name: str, problem: FieldProblem) -> FieldProblem:
    """A problem of the other record, said at the record whose button was pressed."""
    field = entity.fields.get(problem.path)
    where = f"{name}, {label(field)}" if field else name
    return FieldProblem("", say("{record}: {reason}", record=where, reason=problem.message))
