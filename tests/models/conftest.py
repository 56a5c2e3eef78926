"""A small rulebook built by hand, and its tables on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import peewee
import pytest

from formula import kinds
from models.database import connect
from models.tables import Tables
from schema.objects import Company, Entity, Field, People, Schema
from schema.values import Label, Template

NOW = datetime(2024, 5, 6, 7, 8, 9)


def field(name: str, type: str, kind: kinds.Kind, **options: Any) -> Field:
    """A field of a type, labelled with its name."""
    return Field(name, type, kind, Label({"en": name}), **options)


def linked(name: str, to: str, **options: Any) -> Field:
    """A field that points at a record."""
    return field(name, "link", kinds.link(to), to=to, **options)


def entity(name: str, *fields: Field, **options: Any) -> Entity:
    """An entity of these fields."""
    named = {item.name: item for item in fields}
    return Entity(name, "zoo", Label({"en": name}), Template("", ()), named, **options)


def schema_of(*entities: Entity, people: str = "keeper") -> Schema:
    """A rulebook of these entities."""
    named = {item.name: item for item in entities}
    who = People(people, department="house") if people in named else None
    return Schema({}, {}, {}, named, {}, {}, {}, {}, Company(), who)


def zoo() -> Schema:
    """A zoo: houses and keepers point at each other, animals eat meals."""
    keeper = entity(
        "keeper", field("name", "string", kinds.TEXT, unique=True), linked("house", "house")
    )
    house = entity("house", field("name", "string", kinds.TEXT), linked("head", "keeper"))
    animal = entity(
        "animal",
        field("tag", "sequence", kinds.TEXT),
        field("price", "money", kinds.money()),
        field("share", "percent", kinds.ratio(4)),
        field("born", "date", kinds.DATE),
        field("fed_at", "datetime", kinds.DATETIME),
        field("feeding", "time", kinds.TIME),
        field("tame", "boolean", kinds.BOOLEAN),
        field("foods", "choice", kinds.choice(("hay", "fish"), many=True), multiple=True),
        field("friends", "links", kinds.link("animal", many=True), to="animal"),
        field("meals", "lines", kinds.EMPTY, of="meal", by="animal"),
        linked("keeper", "keeper", required=True),
    )
    meal = entity(
        "meal",
        linked("animal", "animal", required=True),
        field("weight", "decimal", kinds.number(3), required=True),
    )
    return schema_of(keeper, house, animal, meal)


@pytest.fixture
def database(database_url: str) -> Iterator[peewee.Database]:
    """An open database of each kind."""
    database = connect(database_url)
    yield database
    database.close()
    if hasattr(database, "close_all"):
        database.close_all()


@pytest.fixture
def tables(database: peewee.Database) -> Tables:
    """The zoo's empty tables."""
    tables = Tables(zoo(), database)
    tables.create()
    return tables


def insert(tables: Tables, entity: str, **values: Any) -> peewee.Model:
    """A new row with the system columns filled."""
    return tables.model(entity).create(created_at=NOW, updated_at=NOW, **values)
