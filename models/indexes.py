"""Which indexes a rulebook's tables have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formula.bindings import measures
from formula.reads import fields_read
from formula.tree import Measure, Path
from models import platform
from models.names import column_of, quoted
from schema.indicators import Binding
from schema.objects import Entity, Field, Schema

LONGEST_NAME = 60
"""PostgreSQL cuts names at 63 bytes without a word."""

MOST_COVERED = 12
"""An index with more fields than this costs more when writing than it saves."""

UNSORTED = ("text", "boolean", "links", "lines", "file", "image")
"""List columns of these types get no index for sorting."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a table; a unique one of an entity leaves out the recycle bin."""

    table: str
    columns: tuple[str, ...]
    unique: bool = False
    living_only: bool = False

    @property
    def name(self) -> str:
        """A name that says what it is for, short enough for every database."""
        kind = "ux" if self.unique else "ix"
        whole = "_".join((kind, self.table, *self.columns))
        if len(whole.encode()) <= LONGEST_NAME:
            return whole
        digest = hashlib.sha256(whole.encode()).hexdigest()[:10]
        short = whole.encode()[: LONGEST_NAME - 11].decode(errors="ignore")
        return f"{short}_{digest}"

    def statement(self, table: str = "") -> str:
        """The SQL that makes it."""
        columns = ", ".join(map(quoted, self.columns))
        made = "CREATE UNIQUE INDEX" if self.unique else "CREATE INDEX"
        living = ' WHERE "deleted_at" IS NULL' if self.living_only else ""
        name = quoted(self.name)
        return f"{made} IF NOT EXISTS {name} ON {quoted(table or self.table)} ({columns}){living}"


def unique_fields(entity: Entity) -> Iterator[Field]:
    """The fields of which no two living records share a value."""
    for field in entity.fields.values():
        if field.stored and (field.unique or field.type == "sequence"):
            yield field


def wanted_fields(schema: Schema, entity: Entity) -> Iterator[str]:
    """The names of the fields that people link, filter and sort by."""
    for field in entity.fields.values():
        if field.type == "link" or field.index:
            yield field.name
    yield from entity.list.filters
    yield from (name.lstrip("-") for name in entity.list.sort)
    yield from sorted_by(entity)
    yield from ("owner", entity.workflow.field if entity.workflow else "", entity.due)
    yield from figure_dates(schema, entity)


def sorted_by(entity: Entity) -> Iterator[str]:
    """The list's columns that a database can sort with an index."""
    for name in entity.list.columns:
        field = entity.fields.get(name)
        if field is not None and field.type not in UNSORTED:
            yield name


def figure_dates(schema: Schema, entity: Entity) -> Iterator[str]:
    """The dates by which figures put this entity's rows into periods."""
    for kpi in schema.kpis.values():
        binding = kpi.bind.get(entity.name)
        tree = binding.date.tree if binding and binding.date else None
        if isinstance(tree, Path) and len(tree.steps) == 1:
            yield tree.steps[0].field


def entity_indexes(schema: Schema, entity: Entity) -> Iterator[Index]:
    """The indexes of an entity's table, each column once.

    There is none on `deleted_at`: without statistics SQLite would rather read all
    living rows through it than use the index of a filter or an order.
    """
    unique = [column_of(entity, field.name) for field in unique_fields(entity)]
    for column in unique:
        yield Index(entity.name, (column,), unique=True, living_only=True)
    for group in entity.unique:
        together = tuple(column_of(entity, name) for name in group)
        if together not in {(column,) for column in unique}:
            yield Index(entity.name, together, unique=True, living_only=True)
    columns = (column_of(entity, name) for name in wanted_fields(schema, entity))
    filtered, order = set(filtered_by(entity)), order_of(entity)
    for column in dict.fromkeys(columns):
        if column not in {"", "id", *unique}:
            ordered = (order,) if column in filtered and order not in ("", column) else ()
            yield Index(entity.name, (column, *ordered))
    yield from figure_indexes(schema, entity)
    yield from assignment_indexes(schema, entity)


def assignment_indexes(schema: Schema, entity: Entity) -> Iterator[Index]:
    """An index of the entity that records departments: each row of a figure may ask it."""
    kept = schema.people.assignments if schema.people else None
    if kept is not None and kept.of == entity.name:
        paths = (kept.person, kept.since)
        columns = [column_of(entity, path.steps[0].field) for path in paths]
        if all(columns) and all(len(path.steps) == 1 for path in paths):
            yield Index(entity.name, tuple(columns))


def figure_indexes(schema: Schema, entity: Entity) -> Iterator[Index]:
    """Two indexes for each date and person that figures bind: by period, and by person.

    Where figures read nothing but columns of the entity itself, the one by period holds
    all of them, so that a board is computed from the index alone.
    """
    pairs: dict[tuple[str, str], set[str]] = {}
    for kpi in schema.kpis.values():
        for measure in (m for formula in kpi.formulas for m in measures(formula.tree)):
            if measure.entity == entity.name:
                pair = _bound_pair(kpi.bind.get(entity.name), measure)
                if pair is not None:
                    read = fields_read(measure) - {(entity.name, name) for name in pair}
                    pairs.setdefault(pair, set()).update(
                        name if owner == entity.name else "" for owner, name in read
                    )
    for (day, person), fields in pairs.items():
        day_column, person_column = column_of(entity, day), column_of(entity, person)
        if not (day_column and person_column):
            continue  # a computed day or person has no column
        yield Index(entity.name, (person_column, day_column))
        plain = sorted(name for name in fields if _plain(entity, name))
        if len(plain) == len(fields) <= MOST_COVERED:
            kept = (column_of(entity, name) for name in plain)
            yield Index(entity.name, (day_column, person_column, *kept, "deleted_at"))


def _bound_pair(binding: Binding | None, measure: Measure) -> tuple[str, str] | None:
    """The date and the person of an aggregate, where both are fields of its own entity."""
    day = measure.on or (binding.date.tree if binding and binding.date else None)
    person = measure.by or (binding.employee.tree if binding and binding.employee else None)
    if not (isinstance(day, Path) and isinstance(person, Path)):
        return None
    if len(day.steps) != 1 or len(person.steps) != 1:
        return None
    return day.steps[0].field, person.steps[0].field


def _plain(entity: Entity, name: str) -> bool:
    """Whether a field is a column of the entity's own table, short enough for an index."""
    field = entity.fields.get(name)
    return field is not None and field.stored and field.type not in ("text", "links", "lines")


def filtered_by(entity: Entity) -> Iterator[str]:
    """The columns that a list is narrowed by to one value, so that its order follows."""
    names = (*entity.list.filters, entity.workflow.field if entity.workflow else "")
    for name in names:
        field = entity.fields.get(name)
        if field is not None and field.type in ("choice", "link", "boolean"):
            yield column_of(entity, name)


def order_of(entity: Entity) -> str:
    """The column that a list is ordered by at first."""
    return column_of(entity, entity.list.sort[0].lstrip("-")) if entity.list.sort else ""


def platform_indexes() -> Iterator[Index]:
    """The indexes of the platform's own tables."""
    yield from (Index(table, columns, unique=True) for table, columns in platform.UNIQUE)
    yield from (Index(table, columns) for table, columns in platform.INDEXES)


def all_indexes(schema: Schema, throughs: Iterable[str]) -> tuple[Index, ...]:
    """Every index that a rulebook's database has."""
    found = [
        index for entity in schema.entities.values() for index in entity_indexes(schema, entity)
    ]
    found += [Index(table, ("target_id",)) for table in throughs]
    return (*found, *platform_indexes())
