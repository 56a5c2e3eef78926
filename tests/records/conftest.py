"""A library on each kind of database, with people who may do different things in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest

import language
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from tests.records.library import LIBRARY

NOW = datetime(2026, 6, 15, 9, 30)


@pytest.fixture(scope="session")
def schema():
    return read({"library.yaml": LIBRARY})


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with language.speaking("en"):
        yield


@pytest.fixture
def rulebook(schema, database_url, tmp_path) -> Iterator[Rulebook]:
    database = connect(database_url)
    tables = Tables(schema, database)
    tables.create()
    yield Rulebook(schema, tables, tmp_path / "files", clock=lambda: NOW)
    database.close()
    if hasattr(database, "close_all"):
        database.close_all()


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
