"""Triggers that let rows be added to a table and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import peewee

from models.names import quoted
from models.platform import INSERT_ONLY

ACTIONS_SQLITE = ("UPDATE", "DELETE", "REPLACE")
"""REPLACE takes a row away without any trigger on DELETE, so it is refused as an insert."""

ACTIONS_POSTGRES = ("UPDATE", "DELETE", "TRUNCATE")
"""TRUNCATE passes by the triggers on rows, so it has one of its own."""

REFUSAL = "rows of {table} are never changed"


THERE_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
THERE_POSTGRES = """
SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
  AND c.relnamespace = current_schema()::regnamespace
"""
"""Of these tables only: another installation may have the same ones beside them."""


def seal(database: peewee.Database) -> None:
    """Put the triggers on every insert-only table that is there and lacks them."""
    postgres = isinstance(database, peewee.PostgresqlDatabase)
    for table in INSERT_ONLY:
        if database.table_exists(table):
            for statement in statements(table, postgres):
                database.execute_sql(statement)


def unsealed(database: peewee.Database) -> tuple[str, ...]:
    """The triggers that should be there and are not, by name."""
    postgres = isinstance(database, peewee.PostgresqlDatabase)
    asked = THERE_POSTGRES if postgres else THERE_SQLITE
    there = {name for (name,) in database.execute_sql(asked).fetchall()}
    wanted = (_name(table, action) for table in INSERT_ONLY for action in _actions(postgres))
    return tuple(name for name in wanted if name not in there)


def statements(table: str, postgres: bool) -> Iterator[str]:
    """The SQL that makes a table's triggers, whether or not they are there already."""
    for action in _actions(postgres):
        yield from _postgres(table, action) if postgres else _sqlite(table, action)


def _actions(postgres: bool) -> tuple[str, ...]:
    return ACTIONS_POSTGRES if postgres else ACTIONS_SQLITE


def _name(table: str, action: str) -> str:
    return f"{table}_no_{action.lower()}"


def _sqlite(table: str, action: str) -> Iterator[str]:
    event, when = action, ""
    if action == "REPLACE":
        event = "INSERT"
        when = f" WHEN EXISTS (SELECT 1 FROM {quoted(table)} WHERE id = NEW.id)"
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {quoted(_name(table, action))} BEFORE {event} ON"
        f" {quoted(table)}{when} BEGIN SELECT RAISE(ABORT, '{REFUSAL.format(table=table)}'); END"
    )


def _postgres(table: str, action: str) -> Iterator[str]:
    name = _name(table, action)
    each = "STATEMENT" if action == "TRUNCATE" else "ROW"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{REFUSAL.format(table=table)}'; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {action} ON {quoted(table)}"
        f" FOR EACH {each} EXECUTE FUNCTION {name}()"
    )
