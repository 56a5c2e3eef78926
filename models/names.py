"""How entities and fields are called in the database."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from schema.objects import Entity

SYSTEM_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id",
        "version": "version",
        "owner": "owner_id",
        "created_at": "created_at",
        "created_by": "created_by",
        "updated_at": "updated_at",
        "updated_by": "updated_by",
        "deleted_at": "deleted_at",
        "deleted_by": "deleted_by",
        "line_number": "line_number",
    }
)
"""The columns of what every record has besides its declared fields."""


def column_of(entity: Entity, name: str) -> str:
    """The column that holds a field, or "" when it has none in the entity's table."""
    field = entity.fields.get(name)
    if field is None:
        return SYSTEM_COLUMNS.get(name, "")
    if not field.stored or field.type == "links":
        return ""
    return f"{name}_id" if field.type == "link" else name


def through_name(entity: str, field: str) -> str:
    """The name of the table between an entity and a `links` field's records."""
    return f"{entity}__{field}"


def quoted(name: str) -> str:
    """A name as SQL writes it.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'
