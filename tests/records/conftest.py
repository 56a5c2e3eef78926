"""A library on each kind of database, with people who may do different things in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import language
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from tests.records.library import LIBRARY
from tests.worlds import closed, founded

NOW = datetime(2026, 6, 15, 9, 30)


@pytest.fixture(scope="session")
def schema():
    return read({"library.yaml": LIBRARY})


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with language.speaking("en"):
        yield


@pytest.fixture(scope="session")
def sqlite_library(schema, tmp_path_factory) -> Path:
    """A SQLite file with the library's empty tables, to be copied."""
    path = tmp_path_factory.mktemp("library") / "empty.db"
    database = connect(f"sqlite:///{path}")
    Tables(schema, database).create()
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def sqlite_tables(schema, sqlite_library, tmp_path) -> Iterator[Tables]:
    """The library's empty tables on SQLite."""
    path = shutil.copy(sqlite_library, tmp_path / "library.db")
    tables = Tables(schema, connect(f"sqlite:///{path}"))
    yield tables
    tables.database.close()


@pytest.fixture
def postgres_tables(schema, postgres_url) -> Iterator[Tables]:
    """The library's empty tables on PostgreSQL."""
    tables = founded(schema, postgres_url)
    yield tables
    closed(tables)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def rulebook(request, schema, tmp_path) -> Rulebook:
    """The library in force, once on each kind of database."""
    tables = request.getfixturevalue(f"{request.param}_tables")
    return Rulebook(schema, tables, tmp_path / "files", clock=lambda: NOW)


@pytest.fixture
def system(rulebook) -> Gate:
    return Gate(rulebook, SYSTEM)


@pytest.fixture
def people(system) -> SimpleNamespace:
    """Two branches; ada heads the library, bea and cai keep a branch each, dan reads."""
    north = system.create("branch", {"name": "North"}).id
    south = system.create("branch", {"name": "South"}).id
    ada = system.create("reader", {"name": "Ada", "branch": north}).id
    bea = system.create("reader", {"name": "Bea", "branch": north, "superior": ada}).id
    cai = system.create("reader", {"name": "Cai", "branch": south, "superior": ada}).id
    dan = system.create("reader", {"name": "Dan", "branch": north, "superior": bea}).id
    return SimpleNamespace(north=north, south=south, ada=ada, bea=bea, cai=cai, dan=dan)


@pytest.fixture
def gate_of(rulebook, people) -> Callable[..., Gate]:
    """A new gate for somebody: `gate_of("dan", "member")`."""

    def gate(name: str, *roles: str) -> Gate:
        actor = person_actor(rulebook.schema, getattr(people, name), roles, name.title())
        return Gate(rulebook, actor)

    return gate


@pytest.fixture
def head(gate_of) -> Gate:
    return gate_of("ada", "head")


@pytest.fixture
def librarian(gate_of) -> Gate:
    return gate_of("bea", "librarian")


@pytest.fixture
def member(gate_of) -> Gate:
    return gate_of("dan", "member")


@pytest.fixture
def book(system, people) -> Callable[..., int]:
    """Store a book and give its id."""
    made = iter(range(1, 10_000))

    def store(**values) -> int:
        number = next(made)
        start = {
            "code": f"AA{number}",
            "name": f"Book {number}",
            "price": "10",
            "branch": people.north,
        }
        return system.create("book", start | values).id

    return store


@pytest.fixture
def statements(rulebook) -> Callable[..., Any]:
    """`with statements() as seen:` collects the SQL that is executed inside."""

    @contextmanager
    def watching() -> Iterator[list[str]]:
        seen: list[str] = []
        database = rulebook.tables.database
        original = database.execute_sql

        def noted(sql: str, params: Any = None, *rest: Any) -> Any:
            seen.append(sql)
            return original(sql, params, *rest)

        database.execute_sql = noted
        try:
            yield seen
        finally:
            del database.execute_sql

    return watching
