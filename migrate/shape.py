"""The shape of a database: its tables, columns and indexes as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import peewee

from models.columns import ScaledField, YesNoField
from models.tables import Tables
from schema.objects import Entity


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what the database knows of it, and what the rulebook meant by it.

    `type` is text, integer, decimal(n), boolean, date, datetime or time. The database
    does not know `meaning` (the field's type), `options` and `longest`; they are kept
    with the shape that the last apply left. A `retired` column holds data that no field
    shows any more.
    """

    name: str
    type: str
    required: bool = False
    default: str = ""
    references: str = ""
    meaning: str = ""
    options: tuple[str, ...] = ()
    longest: int | None = None
    retired: bool = False

    @property
    def physical(self) -> tuple[Any, ...]:
        """What the database itself can be asked about."""
        return (self.name, self.type, self.required, self.default, self.references)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns by name, the primary key, and whether it is still used."""

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...] = ("id",)
    retired: bool = False

    def using(self) -> Iterator[Column]:
        """The columns that are not retired."""
        return (column for column in self.columns.values() if not column.retired)


@dataclass(frozen=True, slots=True)
class Shape:
    """The tables of a database by name, and the names of the rulebook's indexes."""

    tables: Mapping[str, Table] = field(default_factory=dict)
    indexes: frozenset[str] = frozenset()

    def written(self) -> dict[str, Any]:
        """The shape as plain values for JSON."""
        tables = [
            {**asdict(table), "columns": [asdict(column) for column in table.columns.values()]}
            for table in self.tables.values()
        ]
        return {"tables": tables, "indexes": sorted(self.indexes)}


def read(written: Mapping[str, Any]) -> Shape:
    """The shape that plain values say."""
    tables = {}
    for table in written.get("tables", ()):
        columns = [
            Column(**{**column, "options": tuple(column["options"])}) for column in table["columns"]
        ]
        tables[table["name"]] = Table(
            table["name"], by_name(columns), tuple(table["key"]), table["retired"]
        )
    return Shape(tables, frozenset(written.get("indexes", ())))


def by_name(columns: Iterable[Column]) -> dict[str, Column]:
    """Columns by their names."""
    return {column.name: column for column in columns}


# What the rulebook wants

TYPES: tuple[tuple[type[peewee.Field], str], ...] = (
    (peewee.ForeignKeyField, "integer"),
    (peewee.IntegerField, "integer"),
    (YesNoField, "boolean"),
    (peewee.DateTimeField, "datetime"),
    (peewee.DateField, "date"),
    (peewee.TimeField, "time"),
    (peewee.TextField, "text"),
)


def wanted(tables: Tables) -> Shape:
    """The shape that a rulebook's tables have."""
    fields = dict(declared_fields(tables))
    found = {}
    for model in tables.models():
        name = model._meta.table_name
        columns = [
            wanted_column(column, fields.get((name, column.name), {}))
            for column in model._meta.sorted_fields
        ]
        keys = tuple(key.column_name for key in model._meta.get_primary_keys())
        found[name] = Table(name, by_name(columns), keys)
    return Shape(found, frozenset(index.name for index in tables.indexes))


def wanted_column(column: peewee.Field, meaning: Mapping[str, Any]) -> Column:
    """The column that a model's field has."""
    linked = isinstance(column, peewee.ForeignKeyField)
    return Column(
        name=column.column_name,
        type=type_of(column),
        required=not column.null,
        default=default_of(column),
        references=column.rel_model._meta.table_name if linked else "",
        **meaning,
    )


def type_of(column: peewee.Field) -> str:
    """The type of a model's field, whatever a database calls it."""
    if isinstance(column, ScaledField):
        return f"decimal({column.scale})"
    return next(name for kind, name in TYPES if isinstance(column, kind))


def default_of(column: peewee.Field) -> str:
    """The value that the database itself gives to a new row."""
    clauses = [clause.sql for clause in column.constraints or ()]
    found = (clause.removeprefix("DEFAULT ") for clause in clauses if clause.startswith("DEFAULT"))
    return next(found, "")


def declared_fields(tables: Tables) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """What the rulebook means by each field's column, by table and field name."""
    for entity in tables.schema.entities.values():
        yield from ((key, meaning) for key, meaning in entity_meanings(entity))


def entity_meanings(entity: Entity) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """What an entity means by its fields."""
    for item in entity.fields.values():
        meaning = f"{item.type}s" if item.type == "choice" and item.multiple else item.type
        yield (
            (entity.name, item.name),
            {"meaning": meaning, "options": tuple(item.options), "longest": item.max_length},
        )
