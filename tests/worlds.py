"""A rulebook's tables, empty, for as long as a test needs them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg

from kpi.opening import sheets_due
from models.database import connect
from models.tables import Tables
from records.rulebook import Rulebook, Watcher
from schema.load import read
from schema.objects import Schema

SHAPE = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT format('%%s %%s %%s %%s', c.relname, a.attname, a.atttypid, a.attnotnull) AS part
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = to_regnamespace(%(place)s) AND a.attnum > 0
    UNION ALL
    SELECT format('%%s %%s %%s', c.relname, t.tgname, t.tgenabled)
    FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
    WHERE c.relnamespace = to_regnamespace(%(place)s) AND NOT t.tgisinternal
    UNION ALL
    SELECT format('%%s %%s', k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k WHERE k.connamespace = to_regnamespace(%(place)s)
) parts
"""
"""Tells whether a test changed a place's columns, indexes, constraints or triggers."""

EMPTY = """
SET session_replication_role = replica;  -- the kept sheets let nothing be deleted
DO $$ DECLARE made regclass; BEGIN
    FOR made IN SELECT oid FROM pg_class
    WHERE relnamespace = to_regnamespace('{place}') AND relkind = 'r'
    LOOP EXECUTE format('DELETE FROM %s', made); END LOOP;
    FOR made IN SELECT oid FROM pg_class
    WHERE relnamespace = to_regnamespace('{place}') AND relkind = 'S'
    LOOP PERFORM setval(made, 1, false); END LOOP;
END $$;
"""

_shapes: dict[tuple[str, str], str] = {}
"""The shape of each place when its tables were made, by database and name."""


def founded(schema: Schema, database_url: str) -> Tables:
    """The empty tables of a rulebook.

    PostgreSQL needs a quarter of a second to make them, and most tests need the same as
    another: there they stand in a place of their own, and the next test finds them emptied.
    """
    tables = Tables(schema, connect(database_url))
    if tables.sqlite:
        tables.create()
        return tables
    place = f"made_{_plan(tables)}"
    with psycopg.connect(database_url, autocommit=True) as server:
        known = _shapes.get((database_url, place))
        if known is not None and known == _shape(server, place):
            server.execute(EMPTY.format(place=place))
            return Tables(schema, connect(f"{database_url}?options=-csearch_path%3D{place}"))
        server.execute(f"DROP SCHEMA IF EXISTS {place} CASCADE")
        server.execute(f"CREATE SCHEMA {place}")
        tables = Tables(schema, connect(f"{database_url}?options=-csearch_path%3D{place}"))
        tables.create()
        _shapes[database_url, place] = _shape(server, place)
    return tables


def _plan(tables: Tables) -> str:
    """What the tables are made by, short."""
    made = hashlib.sha256()
    for model in tables.models():
        made.update(repr(model._schema._create_table(safe=False).query()).encode())
    for index in tables.indexes:
        made.update(index.statement().encode())
    return made.hexdigest()[:16]


def _shape(server: psycopg.Connection, place: str) -> str:
    found = server.execute(SHAPE, {"place": place}).fetchone()
    return str(found and found[0])


def closed(tables: Tables) -> None:
    """Give every connection back."""
    getattr(tables.database, "close_all", tables.database.close)()


@contextmanager
def tables_of(text: str, database_url: str) -> Iterator[Tables]:
    """The empty tables of a rulebook's text."""
    tables = founded(read({"world.yaml": text}), database_url)
    try:
        yield tables
    finally:
        closed(tables)


@contextmanager
def opened(
    text: str, database_url: str, folder: Path, now: datetime, *watchers: Watcher
) -> Iterator[Rulebook]:
    """The rulebook of a text at a moment."""
    with tables_of(text, database_url) as tables:
        yield Rulebook(tables.schema, tables, folder, lambda: now, watchers, opener=sheets_due)
