"""A record's history: who did what when, with every value before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from records.actor import known_as
from records.packing import packed, unpacked
from records.record import HistoryEntry
from records.rows import StoredRow
from records.rulebook import Change
from records.session import Session
from records.visibility import readable
from schema.objects import Entity

MOST = 500
"""The entries that are shown; a record rarely has more."""


def note(
    session: Session,
    entity: str,
    id: int | None,
    action: str,
    changes: Mapping[str, Any] | None = None,
    transition: str = "",
    comment: str = "",
    version: int | None = None,
) -> None:
    """Write down what happened to a record, in its transaction, and tell whoever watches."""
    actor = session.actor
    session.tables.History.insert(
        entity=entity,
        record=id,
        version=version,
        at=session.now,
        account=actor.account,
        person=actor.person,
        who=actor.name,
        action=action,
        transition=transition,
        changes=changes or {},
        comment=comment,
    ).execute()
    if id is not None:
        for watcher in session.rulebook.watchers:
            watcher(session, Change(entity, id, action, transition, changes or {}))


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Each field's packed value before and after."""
    return {name: [packed(before.get(name)), packed(value)] for name, value in after.items()}


def history(session: Session, entity: Entity, row: StoredRow) -> tuple[HistoryEntry, ...]:
    """What happened to a record, latest first, without fields that may not be seen."""
    table = session.tables.History
    found = (
        table.select()
        .where(table.entity == entity.name, table.record == row.id)
        .order_by(table.at.desc(), table.id.desc())
        .limit(MOST)
    )
    return tuple(
        HistoryEntry(
            each.at,
            known_as(each.who),
            each.action,
            each.transition,
            dict(visible_changes(session, entity, each.changes or {}, row)),
            each.comment,
            each.version,
        )
        for each in found
    )


def visible_changes(
    session: Session, entity: Entity, changes: Mapping[str, Any], row: StoredRow | None
) -> Iterator[tuple[str, Any]]:
    """The changes of fields that may be seen: field to (before, after), lines to rows."""
    for name, change in changes.items():
        field = entity.fields.get(name)
        if field is None or not readable(session, field, row):
            continue
        if field.type == "lines":
            yield name, tuple(_line(session, session.entity(field.of), each) for each in change)
        else:
            yield name, tuple(unpacked(field.kind, value) for value in change)


def _line(session: Session, child: Entity, change: Mapping[str, Any]) -> Mapping[str, Any]:
    shown = dict(visible_changes(session, child, change.get("changes", {}), None))
    return {**change, "changes": shown}
