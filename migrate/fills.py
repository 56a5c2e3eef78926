"""What a new column, or one that may no longer be empty, is filled with in old rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import peewee

from formula.evaluate import Context, value
from formula.operations import settled
from formula.reads import asks_who
from formula.tree import Literal, Setting, Span, Typed
from migrate.changes import AddColumn, Change, Require
from migrate.convert import written
from models import calendar
from models.expressions import Expressions
from models.names import column_of
from models.sql import bound
from models.tables import Tables
from schema.objects import Entity, Field, Schema


@dataclass(frozen=True, slots=True)
class Fill:
    """A value for the empty rows of a column: a formula on each row, or one value."""

    text: str
    tree: Typed | None = None
    raw: Any = None


Fills = Mapping[tuple[str, str], Fill]


def fills(tables: Tables, changes: tuple[Change, ...]) -> dict[tuple[str, str], Fill]:
    """What fills the columns that changes add or require."""
    known = {**dict(declared_fills(tables.schema)), **dict(platform_fills(tables))}
    wanted = (c for c in changes if isinstance(c, AddColumn | Require))
    found = {(c.table, c.column.name): known.get((c.table, c.column.name)) for c in wanted}
    return {
        (c.table, c.column.name): fill
        for c in changes
        if isinstance(c, AddColumn | Require)
        and (fill := found[c.table, c.column.name]) is not None
        and (fill.tree is None or c.column.required or is_constant(fill.tree))
    }


def is_constant(tree: Typed) -> bool:
    """Whether a default is the same for every row, so that old rows may have it too."""
    return isinstance(tree, Literal | Setting)


def declared_fills(schema: Schema) -> Iterator[tuple[tuple[str, str], Fill]]:
    """The defaults of all fields, by table and column."""
    for entity in schema.entities.values():
        for field in entity.fields.values():
            column, fill = column_of(entity, field.name), fill_of(entity, field)
            if column and fill is not None:
                yield (entity.name, column), fill


def fill_of(entity: Entity, field: Field) -> Fill | None:
    """A field's default; a workflow's field begins at its initial state."""
    if entity.workflow is not None and entity.workflow.field == field.name:
        state = entity.workflow.initial
        return Fill(state, Literal(field.kind, Span(0, 0), state))
    if field.default is None or asks_who(field.default.tree):
        # Nobody is signed in who could stand in the old rows.
        return None
    tree = field.default.tree
    if not isinstance(tree, Literal):
        return Fill(field.default.text, tree)
    return None if tree.value is None else Fill(written(settled(tree.value, field.kind)), tree)


def platform_fills(tables: Tables) -> Iterator[tuple[tuple[str, str], Fill]]:
    """The defaults of the platform's own columns."""
    for model in tables.platform.values():
        for column in model._meta.sorted_fields:
            if column.default is not None:
                given = column.default() if callable(column.default) else column.default
                raw = column.db_value(given)
                yield (model._meta.table_name, column.column_name), Fill(written(given), raw=raw)


def fill_rows(tables: Tables, table: str, column: str, fill: Fill) -> None:
    """Fill the rows of a table in which a column is empty."""
    model = next(model for model in tables.models() if model._meta.table_name == table)
    field = model._meta.columns[column]
    if fill.tree is None or is_constant(fill.tree):
        given = bound(fill.raw) if fill.tree is None else row_value(tables, model, fill.tree)
        model.update({field: given}).where(field.is_null()).execute()
        return
    row = model.alias()
    found = row_value(tables, row, fill.tree)
    for id, raw in list(
        row.select(row.id, found).where(getattr(row, field.name).is_null()).tuples()
    ):
        model.update({field: bound(raw)}).where(model.id == id).execute()


def row_value(tables: Tables, row: Any, tree: Typed) -> peewee.Node:
    """The value of a default for each row, as the database keeps it."""
    return Expressions(tables).value(tree, row, context(tables))


def context(tables: Tables) -> Context:
    """What defaults may know while nobody is signed in."""
    now = datetime.now(ZoneInfo(tables.schema.company.time_zone)).replace(tzinfo=None)
    known = calendar.read(tables)
    bare = Context(None, now.date(), now, {}, frozenset(), known)
    defaults = {
        key: value(setting.field.default.tree, None, bare)
        for key, setting in tables.schema.settings.items()
        if setting.field.default is not None
    }
    return Context(None, now.date(), now, defaults, frozenset(), known)
