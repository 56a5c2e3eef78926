"""The shape that a database has now, and the one that the last apply left behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import peewee

from migrate.shape import Column, Shape, Table, by_name, read
from models.database import is_sqlite
from models.names import quoted
from schema.load import TEMPLATES


def live(database: peewee.Database) -> Shape:
    """The shape that the database has now."""
    return sqlite_shape(database) if is_sqlite(database) else postgres_shape(database)


def sqlite_shape(database: peewee.Database) -> Shape:
    """The shape of a SQLite database, from its own tables."""
    names = rows(
        database,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    tables = {name: sqlite_table(database, name) for (name,) in names}
    indexes = rows(database, "SELECT name FROM sqlite_master WHERE type = 'index'")
    return Shape(tables, ours(name for (name,) in indexes))


def sqlite_table(database: peewee.Database, name: str) -> Table:
    """A table of a SQLite database."""
    links = rows(database, f"PRAGMA foreign_key_list({quoted(name)})")
    targets = {link[3]: link[2] for link in links}
    columns, keys = [], []
    for _, column, type_, required, default, key in rows(
        database, f"PRAGMA table_info({quoted(name)})"
    ):
        found = Column(column, sqlite_type(type_), bool(required), default or "")
        columns.append(replace(found, references=targets.get(column, "")))
        keys += [(key, column)] if key else []
    return Table(name, by_name(columns), tuple(column for _, column in sorted(keys)))


SQLITE_TYPES = {"BIGINT": "integer", "INT": "integer", "VARCHAR": "text"}


def sqlite_type(declared: str) -> str:
    """A column type as SQLite was told it.

    >>> sqlite_type("SCALED_INT(2)"), sqlite_type("DATETIME")
    ('decimal(2)', 'datetime')
    """
    name, _, rest = declared.upper().partition("(")
    if name == "SCALED_INT":
        return f"decimal({rest.rstrip(')')})"
    return SQLITE_TYPES.get(name, name.lower())


POSTGRES_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       COALESCE(pg_get_expr(d.adbin, d.adrelid), ''), COALESCE(f.relname, ''),
       COALESCE(array_position(k.conkey, a.attnum), 0)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
LEFT JOIN pg_constraint l ON l.conrelid = c.oid AND l.contype = 'f' AND l.conkey = ARRAY[a.attnum]
LEFT JOIN pg_class f ON f.oid = l.confrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
ORDER BY c.relname, a.attnum
"""

POSTGRES_INDEXES = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"

POSTGRES_TYPES = {
    "bigint": "integer",
    "timestamp without time zone": "datetime",
    "time without time zone": "time",
}


def postgres_shape(database: peewee.Database) -> Shape:
    """The shape of a PostgreSQL database's current schema, from its catalogue."""
    columns: dict[str, dict[str, Column]] = {}
    keys: dict[str, list[tuple[int, str]]] = {}
    for table, name, type_, required, default, target, key in rows(database, POSTGRES_COLUMNS):
        given = "" if default.startswith("nextval(") else default
        found = Column(name, postgres_type(type_), required, given, target)
        columns.setdefault(table, {})[name] = found
        keys.setdefault(table, [])
        keys[table] += [(key, name)] if key else []
    tables = {
        name: Table(name, found, tuple(column for _, column in sorted(keys[name])))
        for name, found in columns.items()
    }
    return Shape(tables, ours(name for (name,) in rows(database, POSTGRES_INDEXES)))


def postgres_type(declared: str) -> str:
    """A column type as PostgreSQL writes it.

    >>> postgres_type("numeric(30,2)"), postgres_type("bigint")
    ('decimal(2)', 'integer')
    """
    if declared.startswith("numeric("):
        return f"decimal({declared.rstrip(')').rpartition(',')[2]})"
    return POSTGRES_TYPES.get(declared, declared)


def ours(names: Iterable[str]) -> frozenset[str]:
    """The indexes that a rulebook made; others are left alone."""
    return frozenset(name for name in names if name.startswith(("ix_", "ux_")))


def rows(database: peewee.Database, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
    """Every row of a statement."""
    return list(database.execute_sql(statement, values).fetchall())


def remembered(database: peewee.Database, found: Shape) -> Shape | None:
    """The shape that the last apply left behind, if there was one."""
    if "rb_schema" not in found.tables:
        return None
    last = rows(database, "SELECT shape FROM rb_schema ORDER BY id DESC LIMIT 1")
    return read(json.loads(last[0][0])) if last else None


def last_stamp(database: peewee.Database) -> str:
    """The stamp of the rulebook that was applied last."""
    return str(rows(database, "SELECT stamp FROM rb_schema ORDER BY id DESC LIMIT 1")[0][0])


def last_texts(database: peewee.Database) -> tuple[dict[str, str], dict[str, str]] | None:
    """The declarations and the templates that were applied last, if anything was."""
    if not database.table_exists("rb_schema"):
        return None
    last = rows(database, "SELECT texts FROM rb_schema ORDER BY id DESC LIMIT 1")
    kept: dict[str, str] = json.loads(last[0][0]) if last else {}
    texts = {name: text for name, text in kept.items() if name.endswith(".yaml")}
    templates = {
        name.removeprefix(f"{TEMPLATES}/"): text for name, text in kept.items() if name not in texts
    }
    return (texts, templates) if texts else None


def drift(found: Shape, left: Shape | None) -> tuple[str, ...]:
    """How the database differs from what the last apply left, in words."""
    return () if left is None else tuple(sorted(drifts(found, left)))


def drifts(found: Shape, left: Shape) -> Iterator[str]:
    """Each difference: a table, a column or an index that came, went or changed."""
    for name, table in left.tables.items():
        if name not in found.tables:
            yield f"- table {name}"
            continue
        here, there = found.tables[name].columns, table.columns
        yield from (f"- column {name}.{column}" for column in there.keys() - here.keys())
        yield from (f"+ column {name}.{column}" for column in here.keys() - there.keys())
        for column in there.keys() & here.keys():
            if there[column].physical != here[column].physical:
                yield f"~ column {name}.{column}"
    yield from (f"- index {name}" for name in left.indexes - found.indexes)
    yield from (f"+ index {name}" for name in found.indexes - left.indexes)
