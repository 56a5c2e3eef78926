"""A database from its URL: SQLite in WAL mode, or PostgreSQL through a pool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import peewee
from playhouse.pool import PooledPostgresqlDatabase

from language import say
from models.exact import register

PRAGMAS = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    "synchronous": 1,
    "busy_timeout": 10_000,
    "cache_size": -32_000,
}
POOL_SIZE = 32
STALE_SECONDS = 300
WAIT_SECONDS = 10
SAMPLED_ROWS = 1000


class UnknownDatabase(ValueError):
    """A URL that names neither SQLite nor PostgreSQL."""


def connect(url: str) -> peewee.Database:
    """The database of a URL; each thread that uses it gets a connection of its own.

    `sqlite:///file.db` is relative, `sqlite:////var/file.db` absolute; PostgreSQL is
    `postgresql://user:password@host:5432/name`, further libpq keys after `?`.
    """
    scheme = urlsplit(url).scheme
    opener = OPENERS.get(scheme)
    if opener is None:
        text = (
            '"{scheme}" is not a database. Write sqlite:///file.db or '
            "postgresql://user:password@host/name."
        )
        raise UnknownDatabase(say(text, scheme=scheme))
    return opener(url)


def open_sqlite(url: str) -> peewee.Database:
    """A SQLite database with the settings that several threads need."""
    path = unquote(urlsplit(url).path).removeprefix("/")
    if path != ":memory:":
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a transaction that reads before it writes would otherwise lose
    # against another writer with "database is locked".
    database = peewee.SqliteDatabase(path, pragmas=PRAGMAS, lock_type="IMMEDIATE")
    register(database)
    return database


def open_postgresql(url: str) -> peewee.Database:
    """A PostgreSQL database behind a pool of psycopg connections."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    given = {
        "host": parts.hostname,
        "port": parts.port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }
    options.update({key: value for key, value in given.items() if value})
    return PooledPostgresqlDatabase(
        unquote(parts.path.removeprefix("/")),
        max_connections=int(options.pop("max_connections", POOL_SIZE)),
        stale_timeout=STALE_SECONDS,
        timeout=WAIT_SECONDS,
        prefer_psycopg3=True,
        # Prepared plans would break when a migration changes a column's type.
        prepare_threshold=None,
        **options,
    )


OPENERS = {
    "sqlite": open_sqlite,
    "postgresql": open_postgresql,
    "postgres": open_postgresql,
}


def is_sqlite(database: peewee.Database) -> bool:
    """Whether the database is SQLite, where decimals are scaled integers."""
    return isinstance(database, peewee.SqliteDatabase)


def transaction(database: peewee.Database) -> AbstractContextManager[Any]:
    """A transaction that is undone by any error; inside another, a savepoint."""
    undone_together: AbstractContextManager[Any] = database.atomic()
    return undone_together


def analyze(database: peewee.Database) -> None:
    """Let the database count its rows, so that it picks the right indexes.

    Worth doing after many rows came in, and once a day.
    """
    if is_sqlite(database):
        database.execute_sql(f"PRAGMA analysis_limit = {SAMPLED_ROWS}")
    database.execute_sql("ANALYZE")


@contextmanager
def connected(database: peewee.Database) -> Iterator[peewee.Database]:
    """The thread's connection, given back to the pool at the end if it was opened here."""
    opened = database.connect(reuse_if_open=True)
    try:
        yield database
    finally:
        if opened and not database.is_closed():
            database.close()
