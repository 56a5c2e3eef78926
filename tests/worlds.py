"""A rulebook's text in force on an empty database, for as long as a test needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from models.database import connect
from models.tables import Tables
from records.rulebook import Rulebook, Watcher
from schema.load import read


@contextmanager
def tables_of(text: str, database_url: str) -> Iterator[Tables]:
    """The empty tables of a rulebook's text."""
    tables = Tables(read({"world.yaml": text}), connect(database_url))
    tables.create()
    try:
        yield tables
    finally:
        getattr(tables.database, "close_all", tables.database.close)()


@contextmanager
def opened(
    text: str, database_url: str, folder: Path, now: datetime, *watchers: Watcher
) -> Iterator[Rulebook]:
    """The rulebook of a text at a moment."""
    with tables_of(text, database_url) as tables:
        yield Rulebook(tables.schema, tables, folder, clock=lambda: now, watchers=watchers)
