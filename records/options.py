"""What a picker offers: records that a link may point at and that somebody may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formula.tree import Path
from records.edits import Edit, prepare
from records.find import Listing
from records.grants import parent_link
from records.query import Query
from records.record import Option, Record
from records.refusals import Forbidden
from records.rows import DraftRow
from records.session import Session
from records.showing import shown
from records.titles import title_parts
from records.visibility import in_lists, readable
from schema.objects import Entity, Field

MOST = 50
DETAILS = 2
"""How many columns stand beside the title, to tell records of one name apart."""


def options(
    session: Session,
    entity: Entity,
    path: str,
    text: str,
    values: Mapping[str, Any],
    limit: int,
    id: int | None = None,
) -> list[Option]:
    """The records that fit a link of a form that is filled in like this."""
    holder, field = _field(session, entity, path)
    if field is None or not readable(session, field):
        return []
    row = _row(session, entity, holder, values, id)
    where = field.where
    extra = None if where is None else lambda m: session.condition(where.tree, m, (row,))
    target = session.entity(field.to)
    query = Query(search=text, size=min(limit, MOST), columns=details(session, target))
    try:
        found = Listing(session, target, query, extra)
    except Forbidden:
        return []
    return [Option(r.id, r.title, _detail(found, r)) for r in found.page()]


def _field(session: Session, entity: Entity, path: str) -> tuple[Entity, Field | None]:
    name, _, rest = path.partition(".")
    field = entity.fields.get(name)
    if field is not None and field.type == "lines" and rest:
        return _field(session, session.entity(field.of), rest)
    linked = field is not None and field.type in ("link", "links")
    return entity, field if linked else None


def _row(
    session: Session, entity: Entity, holder: Entity, values: Mapping[str, Any], id: int | None
) -> DraftRow:
    """The record being edited; a line's link back may hold the values of its parent."""
    if holder is not entity:
        return _line(session, entity, holder, values, {}, id)
    link = parent_link(session.schema, entity)
    given = values.get(link) if link else None
    if isinstance(given, Mapping):
        own = {name: value for name, value in values.items() if name != link}
        return _line(session, session.entity(entity.parent), entity, given, own, None)
    return prepare(session, entity, session.row(entity.name, id), values).row


def _line(
    session: Session,
    parent: Entity,
    child: Entity,
    around: Mapping[str, Any],
    own: Mapping[str, Any],
    id: int | None,
) -> DraftRow:
    given = {
        n: v for n, v in around.items() if parent.fields.get(n) and parent.fields[n].type != "lines"
    }
    outer: Edit = prepare(session, parent, session.row(parent.name, id), given)
    lines = next(
        (f for f in parent.fields.values() if f.type == "lines" and f.of == child.name), None
    )
    return prepare(session, child, session.row(child.name, None), own, outer, lines).row


def details(session: Session, entity: Entity) -> tuple[str, ...]:
    """The first columns of a list that are not in the title."""
    parts = title_parts(session.schema, entity.name)
    told = {part.steps[0].field for part in parts if isinstance(part, Path) and part.steps}
    names = [
        name
        for name in entity.list.columns
        if name not in told and in_lists(session, entity, name) is not None
    ]
    return tuple(names[:DETAILS])


def _detail(listing: Listing, record: Record) -> str:
    words = [
        shown(field, record.values.get(field.name), record.titles.get(field.name))
        for field in listing.fields
    ]
    return " · ".join(word for word in words if word)
