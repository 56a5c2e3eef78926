"""The changes that lead from one shape to another: a pure comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrate.changes import (
    AddColumn,
    AddIndex,
    Change,
    ChangeOptions,
    Convert,
    CreateTable,
    DropIndex,
    Relax,
    RenameColumn,
    RenameTable,
    Require,
    RetireColumn,
    RetireTable,
    ReviveColumn,
    Shorten,
    Widen,
)
from migrate.convert import is_widening, same_values
from migrate.renames import Renames, renamed
from migrate.shape import Column, Shape, Table, by_name
from models.indexes import Index


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: the database as it is, with what was meant, and what is wanted.

    `declared_retired` are the columns that the rulebook itself calls retired.
    """

    found: Shape
    wanted: Shape
    names: Renames
    indexes: tuple[Index, ...]
    declared_retired: frozenset[tuple[str, str]] = frozenset()

    @property
    def moved(self) -> Shape:
        """The database's shape once everything has its new name."""
        return renamed(self.found, self.names)


def remembering(found: Shape, left: Shape | None) -> Shape:
    """The database's shape with what the last apply meant by its columns."""
    if left is None:
        return found
    tables = {}
    for name, table in found.tables.items():
        meant = left.tables.get(name)
        columns = meant.columns if meant else {}
        known = (remembered_column(c, columns.get(c.name)) for c in table.columns.values())
        retired = meant.retired if meant else False
        tables[name] = replace(table, columns=by_name(known), retired=retired)
    return Shape(tables, found.indexes)


def remembered_column(column: Column, meant: Column | None) -> Column:
    """A column of the database with what was meant by it."""
    if meant is None:
        return column
    return replace(
        column,
        meaning=meant.meaning,
        options=meant.options,
        longest=meant.longest,
        retired=meant.retired,
    )


def changes(compared: Comparison, left: Shape | None) -> Iterator[Change]:
    """Every change in the order in which it can be made."""
    moved = compared.moved
    for new, old in compared.names.tables.items():
        yield RenameTable(new, old)
    for (table, new), old in compared.names.columns.items():
        yield RenameColumn(table, compared.wanted.tables[table].columns[new], old)
    for name, wanted in compared.wanted.tables.items():
        if name not in moved.tables:
            yield CreateTable(name, wanted)
        else:
            yield from column_changes(moved.tables[name], wanted, compared.declared_retired)
    yield from retired_tables(moved, compared.wanted, left)
    yield from index_changes(compared)


def retired_tables(moved: Shape, wanted: Shape, left: Shape | None) -> Iterator[Change]:
    """The tables of the last rulebook that this one does not have."""
    ours = set(left.tables) if left else set()
    for name, table in moved.tables.items():
        if name in ours and name not in wanted.tables and not table.retired:
            yield RetireTable(name)


def column_changes(
    before: Table, after: Table, declared_retired: frozenset[tuple[str, str]]
) -> Iterator[Change]:
    """The changes of one table's columns."""
    for column in after.columns.values():
        if column.name in before.columns:
            yield from changes_of(before, before.columns[column.name], column)
        else:
            yield AddColumn(after.name, column)
    for column in before.using():
        if column.name not in after.columns:
            yield RetireColumn(after.name, column, (after.name, column.name) in declared_retired)


def changes_of(table: Table, before: Column, after: Column) -> Iterator[Change]:
    """The changes of a column that is there."""
    name = table.name
    if before.retired:
        yield ReviveColumn(name, after)
    if not same_values(before, after):
        widening = is_widening(before, after)
        kept = aside(table, before)
        yield Widen(name, after, before) if widening else Convert(name, after, before, kept)
    elif before.meaning and after.options and before.options != after.options:
        yield ChangeOptions(name, after, *parted(before.options, after.options))
    if is_shorter(before, after):
        yield Shorten(name, after)
    if before.required != after.required:
        yield Require(name, after) if after.required else Relax(name, after)


def is_shorter(before: Column, after: Column) -> bool:
    """Whether texts may not be as long as they could."""
    if not before.meaning or after.longest is None:
        return False
    return before.longest is None or after.longest < before.longest


def parted(
    before: tuple[str, ...], after: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options that come, and those that go."""
    added = tuple(key for key in after if key not in before)
    return added, tuple(key for key in before if key not in after)


def aside(table: Table, column: Column) -> str:
    """A free name under which a column's old values are kept."""
    plain = column.type.replace("(", "").replace(")", "")
    name, count = f"{column.name}__{plain}", 1
    while name in table.columns:
        count += 1
        name = f"{column.name}__{plain}{count}"
    return name


def index_changes(compared: Comparison) -> Iterator[Change]:
    """Indexes that come or go by themselves, not with their table or column."""
    for index in compared.indexes:
        if index.name not in compared.found.indexes and stands_alone(compared, index):
            yield AddIndex(index.table, index.columns, index.unique)
    gone = compared.found.indexes - {index.name for index in compared.indexes}
    for name in sorted(gone - set(following(compared))):
        yield DropIndex("", name)


def stands_alone(compared: Comparison, index: Index) -> bool:
    """Whether an index is news: on old columns, or one that a value could violate."""
    table = compared.moved.tables.get(index.table)
    if table is None or index.table in compared.names.tables:
        return False
    if any((index.table, column) in compared.names.columns for column in index.columns):
        return False
    return index.unique or all(column in table.columns for column in index.columns)


def following(compared: Comparison) -> Iterator[str]:
    """The indexes that go without a word: of what is renamed, not used, or unique now."""
    for index in compared.indexes:
        yield Index(index.table, index.columns, not index.unique).name
        yield named_before(compared, index)
    for table in compared.found.tables.values():
        wanted = compared.wanted.tables.get(table.name)
        gone = [name for name in table.columns if wanted is None or name not in wanted.columns]
        for name in gone:
            yield Index(table.name, (name,), unique=True).name
            yield Index(table.name, (name,)).name
            for other in table.columns:
                yield Index(table.name, (name, other)).name
                yield Index(table.name, (other, name)).name


def named_before(compared: Comparison, index: Index) -> str:
    """The name that an index had before its table and columns got other names."""
    names = compared.names
    olds = tuple(names.columns.get((index.table, c), c) for c in index.columns)
    return Index(names.tables.get(index.table, index.table), olds, index.unique).name


def target(compared: Comparison, found: tuple[Change, ...]) -> Shape:
    """The shape after the changes: what is wanted, and what is kept without being shown."""
    moved, kept = compared.moved, dict(compared.wanted.tables)
    olds = {(c.table, c.kept): c.before for c in found if isinstance(c, Convert)}
    for name, table in moved.tables.items():
        if name in compared.wanted.tables:
            kept[name] = with_retired(compared.wanted.tables[name], table, olds)
        elif table.retired or any(isinstance(c, RetireTable) and c.table == name for c in found):
            kept[name] = replace(table, retired=True)
    return Shape(kept, compared.wanted.indexes)


def with_retired(after: Table, before: Table, olds: dict[tuple[str, str], Column]) -> Table:
    """A wanted table with the columns of the old one that only keep their values."""
    gone = [
        replace(column, retired=True, required=False)
        for column in before.columns.values()
        if column.name not in after.columns
    ]
    aside_columns = [
        replace(column, name=name, retired=True, required=False)
        for (table, name), column in olds.items()
        if table == after.name
    ]
    return replace(after, columns={**after.columns, **by_name([*gone, *aside_columns])})
