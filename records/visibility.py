"""Which fields somebody sees and may change: role lists of fields over row grants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from formula.kinds import TEXT, link
from records.rows import Row
from records.session import Session
from schema.objects import Entity, Field, People, Schema
from schema.types import SYSTEM_FIELDS, SYSTEM_LABELS

OWNER = "owner"
"""Among the roles of a field's `read` or `write`: whoever owns the record."""

PEOPLE_FIELDS = (OWNER,)
"""System fields that point at a person."""

FIELD_TYPES: Mapping[str, str] = MappingProxyType(
    {"integer": "integer", "datetime": "datetime", "text": "string"}
)
"""Kind of a system field to the field type that shows it."""


@cache
def system_fields(people: People | None) -> Mapping[str, Field]:
    """The fields that every record has, declared like any other."""
    return MappingProxyType(
        {name: _system_field(name, people) for name in SYSTEM_FIELDS if name != "version"}
    )


def _system_field(name: str, people: People | None) -> Field:
    label = SYSTEM_LABELS[name]
    if name in PEOPLE_FIELDS:
        kind, to = (link(people.entity), people.entity) if people else (TEXT, "")
        return Field(name, "link" if to else "integer", kind, label, to=to, readonly=True)
    kind = SYSTEM_FIELDS[name]
    return Field(name, FIELD_TYPES[kind.name], kind, label, readonly=True)


def declared_field(schema: Schema, entity: Entity, name: str) -> Field | None:
    """A field of an entity by name, a system field too; retired ones are gone."""
    field = entity.fields.get(name) or system_fields(schema.people).get(name)
    return None if field is None or field.retired else field


def owns(session: Session, row: Row | None) -> bool:
    """Whether a record belongs to whoever asks; a new record does."""
    person = session.actor.person
    return person is not None and (row is None or row.get(OWNER) == person)


def listed(session: Session, roles: tuple[str, ...], row: Row | None) -> bool:
    """Whether a field's list of roles names whoever asks; no list names everybody."""
    if not roles or session.actor.system or session.actor.roles & set(roles):
        return True
    return OWNER in roles and owns(session, row)


def only_own(session: Session, field: Field) -> bool:
    """Whether somebody sees a field on the records that they own, and on no others."""
    if OWNER not in field.read or session.actor.system:
        return False
    return not session.actor.roles & set(field.read)


def readable(session: Session, field: Field, row: Row | None = None) -> bool:
    """Whether somebody may see a field, of a record or at all."""
    if field.retired or (field.hidden and not session.actor.system):
        return False
    return listed(session, field.read, row)


def writable(session: Session, field: Field, row: Row | None = None) -> bool:
    """Whether somebody may set a field, of a record or of a new one."""
    if field.formula is not None or field.retired:
        return False
    if session.actor.system:
        return True
    given = field.readonly or field.type == "sequence"
    return not given and readable(session, field, row) and listed(session, field.write, row)


def readable_fields(session: Session, entity: Entity, row: Row | None = None) -> Iterator[Field]:
    """The declared fields that somebody may see, in declared order."""
    return (field for field in entity.fields.values() if readable(session, field, row))


def writable_fields(session: Session, entity: Entity, row: Row | None = None) -> Iterator[Field]:
    """The declared fields that somebody may set, in declared order."""
    return (field for field in entity.fields.values() if writable(session, field, row))


def in_lists(session: Session, entity: Entity, name: str) -> Field | None:
    """A field that may stand in a list or an export, or None as if there were none."""
    field = declared_field(session.schema, entity, name)
    if field is None or field.private or field.type == "lines":
        return None
    return field if readable(session, field) else None


def probed(session: Session, entity: Entity, name: str) -> Field | None:
    """A field that may be filtered, sorted, searched and summed by.

    A field seen only on own records may not: its values elsewhere could be guessed.
    """
    field = in_lists(session, entity, name)
    return None if field is None or only_own(session, field) else field


def masked(session: Session, entity: Entity, values: dict[str, Any], row: Row) -> dict[str, Any]:
    """Values without those fields that somebody may not see on this record."""
    fields = entity.fields
    return {
        name: value
        for name, value in values.items()
        if name not in fields or readable(session, fields[name], row)
    }
