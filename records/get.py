"""One record with its lines, as whoever asks may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from peewee import Select, fn

from records.find import Listing, among
from records.grants import condition, restricted
from records.query import Query
from records.record import Record, Related
from records.refusals import Forbidden, NotFound
from records.session import Session
from records.visibility import readable, readable_fields, system_fields
from schema.objects import Entity, Field


def get(session: Session, entity: str, id: int, deleted: bool = False) -> Record:
    """The record with every field that somebody may see; NotFound for all others."""
    found = records_by_id(session, entity, (id,), deleted)
    if not found:
        raise NotFound
    return found[0]


def records_by_id(
    session: Session, entity: str, ids: tuple[Any, ...], deleted: bool = False
) -> tuple[Record, ...]:
    """The records with these ids that somebody may see, with their lines."""
    declared = session.schema.entities.get(entity)
    wanted = [id for id in ids if isinstance(id, int) and 0 < id < 2**63]
    if declared is None or not wanted:
        return ()
    fields = [field for field in readable_fields(session, declared) if field.type != "lines"]
    fields += [f for name, f in system_fields(session.schema.people).items() if name != "id"]
    query = Query(deleted=deleted)
    try:
        listing = Listing(session, declared, query, among(wanted), fields)
    except Forbidden:
        return ()
    return with_lines(session, declared, tuple(listing.every(listing.model.id)), deleted)


def with_lines(
    session: Session, entity: Entity, records: tuple[Record, ...], deleted: bool = False
) -> tuple[Record, ...]:
    """The same records with their lines, read at once for all of them."""
    ids = [record.id for record in records]
    for field in entity.fields.values():
        if field.type == "lines" and readable(session, field) and ids:
            lines = lines_of(session, field, ids, deleted)
            records = tuple(
                replace(r, values={**r.values, field.name: lines.get(r.id, ())}) for r in records
            )
    return records


def lines_of(
    session: Session, field: Field, ids: list[int], deleted: bool = False
) -> Mapping[int, tuple[Record, ...]]:
    """The rows of a lines field by the id of the record that they belong to."""
    child = session.entity(field.of)
    model = session.model(field.of)
    fields = [f for f in readable_fields(session, child) if f.type != "lines"]
    # The link back tells whose line it is, whether or not it is shown.
    columns = fields if child.fields[field.by] in fields else [*fields, child.fields[field.by]]
    try:
        listing = Listing(
            session,
            child,
            Query(deleted=deleted),
            lambda m: getattr(m, field.by).in_(ids),
            columns,
        )
    except Forbidden:
        return {}
    order = (model.line_number, model.id) if "line_number" in model._meta.fields else (model.id,)
    found: dict[int, tuple[Record, ...]] = {}
    for record in with_lines(session, child, tuple(listing.every(*order)), deleted):
        parent = record.values[field.by]
        found[parent] = (*found.get(parent, ()), record)
    return found


def related(session: Session, record: Record) -> tuple[Related, ...]:
    """How many records that somebody may read link to a record, by entity and field."""
    counts = [
        (entity.name, field.name, _counted(session, entity, field, record.id))
        for entity in session.schema.entities.values()
        for field in entity.fields.values()
        if field.type == "link" and field.to == record.entity and _shown(session, entity, field)
    ]
    asked = [each for each in counts if each[2] is not None]
    if not asked:
        return ()
    numbers = session.database.execute(Select(columns=[count for *_, count in asked])).fetchone()
    return tuple(
        Related(entity, field, number)
        for (entity, field, _), number in zip(asked, numbers, strict=True)
        if number
    )


def _shown(session: Session, entity: Entity, field: Field) -> bool:
    # Lines stand in the record itself already.
    return field.stored and not entity.parent and readable(session, field)


def _counted(session: Session, entity: Entity, field: Field, id: int) -> Any:
    """How many records of an entity link to a record, as a column; None if they are not seen."""
    model = session.model(entity.name).alias()
    allowed = condition(session, "read", entity.name, model)
    if allowed is False:
        return None
    query = model.select(fn.COUNT(model.id))
    query = query.where(model.deleted_at.is_null(), getattr(model, field.name) == id)
    return restricted(query, allowed)
