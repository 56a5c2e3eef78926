"""The statements that make a database's shape: one small set for each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import peewee

from migrate.convert import decimals, group
from migrate.live import live, rows
from migrate.shape import Column, Shape, Table, by_name
from models.database import is_sqlite
from models.names import quoted

SQLITE = {"integer": "INTEGER", "decimal": "SCALED_INT({})"}
POSTGRES = {"integer": "BIGINT", "decimal": "NUMERIC(30, {})", "datetime": "TIMESTAMP"}


def type_name(database: peewee.Database, column: Column) -> str:
    """A column's type as a database calls it."""
    names = SQLITE if is_sqlite(database) else POSTGRES
    plain = column.type.partition("(")[0]
    return names.get(plain, plain.upper()).format(decimals(column))


def add_column(database: peewee.Database, table: str, column: Column) -> None:
    """Add a column that may be empty; what it must be is settled when it is filled."""
    default = f" DEFAULT {column.default}" if column.default else ""
    points = reference(column) if is_sqlite(database) else ""
    name, type_ = quoted(column.name), type_name(database, column)
    run(database, f"ALTER TABLE {quoted(table)} ADD COLUMN {name} {type_}{default}{points}")


def reference(column: Column) -> str:
    """The clause that lets a column point at a table."""
    if not column.references:
        return ""
    return f' REFERENCES {quoted(column.references)} ("id") ON DELETE RESTRICT'


def rename_table(database: peewee.Database, old: str, new: str) -> None:
    """Give a table another name."""
    run(database, f"ALTER TABLE {quoted(old)} RENAME TO {quoted(new)}")


def rename_column(database: peewee.Database, table: str, old: str, new: str) -> None:
    """Give a column another name."""
    names = f"{quoted(old)} TO {quoted(new)}"
    run(database, f"ALTER TABLE {quoted(table)} RENAME COLUMN {names}")


def run(database: peewee.Database, statement: str) -> None:
    """Execute a statement."""
    database.execute_sql(statement)


def settle(database: peewee.Database, wanted: Shape) -> None:
    """Make types, emptiness and references of all columns what they should be."""
    found = live(database)
    settled = rebuild if is_sqlite(database) else alter
    for name, table in wanted.tables.items():
        here = found.tables.get(name)
        if here is not None and differs(here, table):
            settled(database, here, table)


def as_empty_as(found: Shape, wanted: Shape) -> Shape:
    """The wanted shape, but what may be empty now may still be empty."""
    tables = {}
    for name, table in wanted.tables.items():
        here = found.tables[name].columns if name in found.tables else {}
        columns = (
            replace(column, required=column.required and here[column.name].required)
            for column in table.columns.values()
            if column.name in here
        )
        tables[name] = replace(table, columns=by_name(columns))
    return Shape(tables, wanted.indexes)


def differs(here: Table, table: Table) -> bool:
    """Whether a table's columns are not what they should be."""
    mine = {column.name: column.physical for column in here.columns.values()}
    return mine != {column.name: column.physical for column in table.columns.values()}


# SQLite: a table is copied into one of the wanted shape


def rebuild(database: peewee.Database, here: Table, table: Table) -> None:
    """Copy a table's rows into a new table that takes its name.

    Foreign keys are off meanwhile (see `unguarded`), so dropping the old table
    neither removes nor refuses anything that points at its rows.
    """
    made = f"rb_new_{table.name}"
    run(database, create_statement(database, made, table))
    names = [column for column in table.columns if column in here.columns]
    values = [copied(here.columns[name], table.columns[name]) for name in names]
    listed = ", ".join(map(quoted, names))
    source = f"SELECT {', '.join(values)} FROM {quoted(table.name)}"
    run(database, f"INSERT INTO {quoted(made)} ({listed}) {source}")
    run(database, f"DROP TABLE {quoted(table.name)}")
    rename_table(database, made, table.name)


def create_statement(database: peewee.Database, name: str, table: Table) -> str:
    """The SQL that makes a table of a shape on SQLite."""
    parts = [column_clause(database, column, table.key) for column in table.columns.values()]
    if len(table.key) > 1:
        parts.append(f"PRIMARY KEY ({', '.join(map(quoted, table.key))})")
    return f"CREATE TABLE {quoted(name)} ({', '.join(parts)})"


def column_clause(database: peewee.Database, column: Column, key: tuple[str, ...]) -> str:
    """A column as CREATE TABLE writes it."""
    clauses = [quoted(column.name), type_name(database, column)]
    clauses += ["NOT NULL"] if column.required else []
    clauses += ["PRIMARY KEY"] if key == (column.name,) else []
    clauses += [f"DEFAULT {column.default}"] if column.default else []
    return " ".join(clauses) + reference(column)


def copied(before: Column, after: Column) -> str:
    """The value of a column for its new type, where every old value is a new one too."""
    name = quoted(before.name)
    if before.type == after.type:
        return name
    if group(after) == "datetime":
        return f"{name} || ' 00:00:00'"
    factor = 10 ** (decimals(after) - decimals(before))
    return f"{name} * {factor}" if factor > 1 else name


@contextmanager
def unguarded(database: peewee.Database) -> Iterator[None]:
    """SQLite's foreign keys switched off, which only works outside a transaction."""
    if not is_sqlite(database):
        yield
        return
    if database.in_transaction():
        raise RuntimeError("a plan cannot be applied inside a transaction")
    database.connect(reuse_if_open=True)
    run(database, "PRAGMA foreign_keys = 0")
    try:
        yield
    finally:
        run(database, "PRAGMA foreign_keys = 1")


def broken_links(database: peewee.Database) -> list[str]:
    """The tables whose rows point at nothing, while nobody guards them."""
    if not is_sqlite(database):
        return []
    return sorted({row[0] for row in rows(database, "PRAGMA foreign_key_check")})


# PostgreSQL: each column is altered where it stands


def alter(database: peewee.Database, here: Table, table: Table) -> None:
    """Alter the columns of a table that are not what they should be."""
    for column in table.columns.values():
        before = here.columns.get(column.name)
        if before is None:
            continue
        for part, statement in ALTERATIONS.items():
            if getattr(before, part) != getattr(column, part):
                clause = statement(database, table.name, column)
                run(database, f"ALTER TABLE {quoted(table.name)} {clause}")


def alter_type(database: peewee.Database, table: str, column: Column) -> str:
    """Another type, into which every value goes."""
    name, type_ = quoted(column.name), type_name(database, column)
    return f"ALTER COLUMN {name} TYPE {type_} USING CAST({name} AS {type_})"


def alter_default(database: peewee.Database, table: str, column: Column) -> str:
    """Another value for new rows, or none."""
    to = f"SET DEFAULT {column.default}" if column.default else "DROP DEFAULT"
    return f"ALTER COLUMN {quoted(column.name)} {to}"


def alter_required(database: peewee.Database, table: str, column: Column) -> str:
    """May it be empty or not."""
    to = "SET NOT NULL" if column.required else "DROP NOT NULL"
    return f"ALTER COLUMN {quoted(column.name)} {to}"


def alter_references(database: peewee.Database, table: str, column: Column) -> str:
    """A reference to a table, under a name that PostgreSQL finds."""
    return f"ADD FOREIGN KEY ({quoted(column.name)}){reference(column)}"


ALTERATIONS: Mapping[str, Callable[[peewee.Database, str, Column], str]] = {
    "type": alter_type,
    "default": alter_default,
    "required": alter_required,
    "references": alter_references,
}
