"""Which tables and columns got another name, by what the rulebook declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrate.shape import Shape, Table, by_name
from models.names import column_of, through_name
from schema.objects import Entity, Field, Schema


@dataclass(frozen=True, slots=True)
class Renames:
    """New table names to old ones, and new (table, column) to the old column."""

    tables: dict[str, str]
    columns: dict[tuple[str, str], str]


def renames(schema: Schema, found: Shape) -> Renames:
    """The declared renames that the database has not seen yet."""
    tables = {new: old for new, old in table_pairs(schema) if moved(new, old, found)}
    columns = {}
    for entity in schema.entities.values():
        here = found.tables.get(tables.get(entity.name, entity.name))
        for new, old in column_pairs(entity):
            if here and old in here.columns and new not in here.columns:
                columns[entity.name, new] = old
    return Renames(tables, columns)


def moved(new: str, old: str, found: Shape) -> bool:
    """Whether the database still has the old name and not the new one."""
    return old in found.tables and new not in found.tables


def table_pairs(schema: Schema) -> Iterator[tuple[str, str]]:
    """Every table that may have had another name, with that name."""
    for entity in schema.entities.values():
        if entity.renamed_from:
            yield entity.name, entity.renamed_from
        for field in entity.fields.values():
            if field.type == "links" and field.stored:
                yield from through_pairs(entity, field)


def through_pairs(entity: Entity, field: Field) -> Iterator[tuple[str, str]]:
    """A table between, with each name that it may have had."""
    new = through_name(entity.name, field.name)
    for owner in filter(None, (entity.renamed_from, entity.name)):
        for name in filter(None, (field.renamed_from, field.name)):
            if through_name(owner, name) != new:
                yield new, through_name(owner, name)


def column_pairs(entity: Entity) -> Iterator[tuple[str, str]]:
    """Every column that may have had another name, with that name."""
    for field in entity.fields.values():
        new = column_of(entity, field.name)
        if new and field.renamed_from:
            for suffix in ("_id", "") if field.type == "link" else ("", "_id"):
                yield new, f"{field.renamed_from}{suffix}"


def renamed(found: Shape, names: Renames) -> Shape:
    """The shape after the renames."""
    olds = {old: new for new, old in names.tables.items()}
    tables = {}
    for table in found.tables.values():
        name = olds.get(table.name, table.name)
        tables[name] = renamed_columns(replace(table, name=name), names, olds)
    return Shape(tables, found.indexes)


def renamed_columns(table: Table, names: Renames, olds: dict[str, str]) -> Table:
    """A table with its columns' new names, and links to the tables' new names."""
    new_names = {old: new for (name, new), old in names.columns.items() if name == table.name}
    columns = (
        replace(
            column,
            name=new_names.get(column.name, column.name),
            references=olds.get(column.references, column.references),
        )
        for column in table.columns.values()
    )
    return replace(table, columns=by_name(columns))
