"""Creating and changing records: each one transaction, judged first, then stored whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from language import say
from models.database import transaction
from records import defaults, store
from records.decide import decide
from records.decisions import Decision
from records.edits import Edit, prepare
from records.get import get
from records.grants import inherits, parent_link
from records.refusals import Conflict, FieldProblem, Forbidden, NotFound, Refused
from records.rows import StoredRow
from records.session import Session
from records.validate import twins, validate
from schema.objects import Entity

NO_VALUES: Mapping[str, Any] = {}


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """One transaction; whatever is refused inside leaves nothing behind."""
    session.forget()
    with transaction(session.database):
        yield


def known(session: Session, entity: str) -> Entity:
    """An entity's declaration, or NotFound."""
    found = session.schema.entities.get(entity)
    if found is None:
        raise NotFound
    return found


def create(
    session: Session, entity: str, values: Mapping[str, Any], fixed: Mapping[str, Any] = NO_VALUES
) -> int:
    """Store a new record; raises Forbidden, or Refused with every problem.

    `fixed` are values that the rulebook sets itself, whatever whoever writes may fill in.
    """
    declared = known(session, entity)
    decision = decide(session, "create", entity)
    if not decision:
        raise Forbidden(decision.reason)
    with writing(session):
        edit = prepare(session, declared, session.row(entity, None), values)
        for name, found in fixed.items():
            edit.row.given[name] = defaults.fitted(declared.fields[name], found)
        judged(session, edit)
        _allow_new(session, edit)
        id = store.create(session, edit)
        _touch_parent(session, declared, edit.row.get(parent_link(session.schema, declared)))
    return id


def creatable(session: Session, entity: str, values: Mapping[str, Any]) -> Decision:
    """Whether somebody may create a record with these values, as far as they are given."""
    declared = known(session, entity)
    decision = decide(session, "create", entity)
    if not decision:
        return decision
    edit = prepare(session, declared, session.row(entity, None), values)
    return decide(session, "create", entity, edit.row)


def judged(session: Session, edit: Edit) -> Edit:
    """The edit itself when nothing is wrong with it; or Refused with all that is."""
    problems = [*validate(session, edit), *twins(session, edit)]
    if problems:
        raise Refused(problems)
    return edit


def _allow_new(session: Session, edit: Edit) -> None:
    # Records of this kind may be created, only not with these values.
    decision = decide(session, "create", edit.entity.name, edit.row)
    if not decision:
        raise Refused([FieldProblem("", decision.reason)])


def update(
    session: Session, entity: str, id: int, values: Mapping[str, Any], version: int | None
) -> None:
    """Change a record that is still at a version; raises Conflict when it is not."""
    declared = known(session, entity)
    with writing(session):
        row = seen(session, store.lock(session, entity, id))
        decision = decide(session, "update", entity, row)
        if not decision:
            raise Forbidden(decision.reason)
        unchanged(session, row, version, values)
        keep(session, judged(session, prepare(session, declared, row, values)))


def keep(session: Session, edit: Edit, action: str = "update", transition: str = "") -> None:
    """Store a change that was found good; whoever makes it must see the record after it."""
    if store.update(session, edit, action, transition):
        row, entity = edit.row.before, edit.entity
        _still_seen(session, entity.name, int(edit.row.id or 0))
        _touch_parent(session, entity, row.get(parent_link(session.schema, entity)))


def seen(session: Session, row: StoredRow) -> StoredRow:
    """The same record, if whoever asks may see it; or else NotFound."""
    if not decide(session, "read", row.entity.name, row):
        raise NotFound
    return row


def unchanged(
    session: Session, row: StoredRow, version: int | None, given: Mapping[str, Any]
) -> None:
    """Raise Conflict when a record is no longer at the version that somebody started from."""
    if version is not None and int(version) != row.get("version"):
        raise Conflict(get(session, row.entity.name, int(row.id or 0)), given)


def _still_seen(session: Session, entity: str, id: int) -> None:
    # Otherwise a record could be pushed into somebody else's hands, or out of all reach.
    if not decide(session, "read", entity, session.row(entity, id)):
        message = say("After this change you could no longer see the record yourself.")
        raise Refused([FieldProblem("", message)])


def _touch_parent(session: Session, entity: Entity, parent: int | None) -> None:
    """Let whoever has the parent record open notice that a line of it changed."""
    if parent is not None and inherits(session.schema, entity):
        row = session.row(entity.parent, parent)
        columns = store.stamp(session) | {"version": (row.get("version") or 0) + 1}
        store.write(session, row.entity, parent, columns)
