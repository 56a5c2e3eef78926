"""Writing an edit that was found good: rows, links, lines, numbers, files and history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import peewee

from language import say
from records import history
from records.edits import Edit
from records.numbering import next_number, note_number
from records.refusals import FieldProblem, NotFound, Refused
from records.rows import StoredRow, linked_ids
from records.session import Session
from records.spelling import note_sound
from schema.objects import Entity, Field


def lock(session: Session, entity: str, id: Any, deleted: bool = False) -> StoredRow:
    """A record that nobody else changes until the transaction ends; or NotFound."""
    if not isinstance(id, int) or not 0 < id < 2**63:
        raise NotFound
    model = session.model(entity)
    query = model.select().where(model.id == id, model.deleted_at.is_null(not deleted))
    if not session.tables.sqlite:
        query = query.for_update()
    found = query.dicts().first()
    if found is None:
        raise NotFound
    return session.row(entity, id, found)


def create(session: Session, edit: Edit, action: str = "create") -> int:
    """Insert a record with its numbers, links and lines."""
    entity, given = edit.entity, edit.row.given
    for field in entity.fields.values():
        if field.type == "sequence" and field.stored:
            _number(session, entity, field, given)
    columns = _columns(session, entity, given)
    if edit.row.parent is not None:
        columns |= {edit.row.parent_link: edit.row.parent.id, "line_number": edit.place}
    edit.row.id = edit.row.before.id = _insert(session, entity, columns)
    for name in _link_fields(entity, given):
        _set_links(session, entity, name, edit.row.id, given[name])
    claim_files(session, entity, edit.row.id, given)
    note_sound(session, entity, edit.row.id, given)
    changes = _initial_changes(entity, given) | _store_lines(session, edit)
    history.note(session, entity.name, edit.row.id, action, changes, version=1)
    return edit.row.id


def _number(session: Session, entity: Entity, field: Field, given: dict[str, Any]) -> None:
    if given.get(field.name):
        note_number(session, entity, field, given[field.name])
    else:
        given[field.name] = next_number(session, entity, field)


def _columns(session: Session, entity: Entity, given: dict[str, Any]) -> dict[str, Any]:
    names = session.model(entity.name)._meta.fields
    return {name: value for name, value in given.items() if name in names}


def _link_fields(entity: Entity, given: dict[str, Any]) -> list[str]:
    return [n for n in given if n in entity.fields and entity.fields[n].type == "links"]


def _insert(session: Session, entity: Entity, columns: dict[str, Any]) -> int:
    try:
        return int(session.model(entity.name).insert(**columns).execute())
    except peewee.IntegrityError:
        raise clash() from None


def clash() -> Refused:
    """What is said when the database refuses: somebody was faster."""
    return Refused(
        [FieldProblem("", say("Somebody stored the same value at this moment. Try again."))]
    )


def _initial_changes(entity: Entity, given: dict[str, Any]) -> dict[str, Any]:
    filled = {n: v for n, v in given.items() if n in entity.fields and v not in (None, "", ())}
    return history.difference({}, filled)


def update(
    session: Session,
    edit: Edit,
    action: str = "update",
    transition: str = "",
    comment: str = "",
    always: bool = False,
) -> bool:
    """Write only what changed, and whether anything did; `always` counts as a change."""
    entity, before, changed = edit.entity, edit.row.before, edit.changed
    for name in _link_fields(entity, changed):
        _set_links(session, entity, name, edit.row.id, changed[name] or ())
    lines = _store_lines(session, edit)
    if not (changed or lines or always):
        return False
    version = before.get("version") + 1
    columns = _columns(session, entity, changed) | stamp(session) | {"version": version}
    write(session, entity, edit.row.id, columns)
    claim_files(session, entity, edit.row.id, changed)
    if changed:
        note_sound(session, entity, edit.row.id, {**before.values, **changed})
    own = {n: v for n, v in changed.items() if n in entity.fields}
    changes = history.difference({n: before.get(n) for n in own}, own) | lines
    history.note(session, entity.name, edit.row.id, action, changes, transition, comment, version)
    return True


def stamp(session: Session) -> dict[str, Any]:
    """Who changes a record now."""
    return {"updated_at": session.now, "updated_by": session.actor.name}


def write(session: Session, entity: Entity, id: int | None, columns: dict[str, Any]) -> None:
    """Set columns of one record."""
    model = session.model(entity.name)
    try:
        model.update(**columns).where(model.id == id).execute()
    except peewee.IntegrityError:
        raise clash() from None


def _set_links(session: Session, entity: Entity, name: str, id: int | None, ids: Any) -> None:
    through = session.tables.through(entity.name, name)
    before, after = set(linked_ids(session.tables, entity.name, name, id)), set(ids or ())
    if before - after:
        through.delete().where(through.source == id, through.target.in_(before - after)).execute()
    if after - before:
        rows = [{"source": id, "target": target} for target in sorted(after - before)]
        through.insert_many(rows).execute()


def _store_lines(session: Session, edit: Edit) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, lines in edit.lines.items():
        changes = [_removed(session, edit, row) for row in edit.removed.get(name, ())]
        changes += [change for line in lines if (change := _stored_line(session, line))]
        if changes:
            found[name] = changes
    return found


def _removed(session: Session, edit: Edit, row: StoredRow) -> dict[str, Any]:
    remove(session, row, session.rulebook.clock())
    return {"id": row.id, "action": "delete", "changes": {}}


def remove(session: Session, row: StoredRow, at: datetime) -> None:
    """Put one row into the recycle bin, with a line in its history.

    Rows that are removed by one act share the exact moment: together they come back.
    """
    columns = {
        "deleted_at": at,
        "deleted_by": session.actor.name,
        "version": row.get("version") + 1,
    }
    write(session, row.entity, row.id, columns)
    history.note(session, row.entity.name, row.id, "delete", version=columns["version"])


def _stored_line(session: Session, line: Edit) -> dict[str, Any] | None:
    if line.new:
        create(session, line)
        changes = _initial_changes(line.entity, line.row.given)
        return {"id": line.row.id, "action": "create", "changes": changes}
    # The row's place is kept up to date, but moving it alone is no change of a value.
    if line.row.before.get("line_number") != line.place:
        write(session, line.entity, line.row.id, {"line_number": line.place})
    before, changed = line.row.before, dict(line.changed)
    if not update(session, line):
        return None
    changes = history.difference({n: before.get(n) for n in changed}, changed)
    return {"id": line.row.id, "action": "update", "changes": changes}


def claim_files(session: Session, entity: Entity, id: int | None, values: dict[str, Any]) -> None:
    """Tie the files of a record's file fields to it, so that its grants guard them."""
    table = session.tables.File
    for name, value in values.items():
        field = entity.fields.get(name)
        if field is not None and field.type in ("file", "image") and value is not None:
            tied = {"entity": entity.name, "record": id, "field": name}
            table.update(**tied).where(table.id == value).execute()
