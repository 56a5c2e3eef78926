"""Two rulebooks after each other on one database, with rows in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee
import pytest
import yaml

import language
from migrate.apply import Applied, apply
from migrate.plan import Plan, plan
from models.database import connect
from models.tables import Tables
from schema.load import read

NOW = datetime(2024, 5, 6, 7, 8, 9)


def entities(text: str) -> str:
    """A rulebook from its entities, labels and titles filled in."""
    found = yaml.safe_load(text)
    for name, entity in found.items():
        fields = {"name": {"type": "string"}, **entity.pop("fields", {})}
        labelled = {key: {"label": key, **field} for key, field in fields.items()}
        found[name] = {"label": name, "title": "{name}", **entity, "fields": labelled}
    return yaml.safe_dump({"entities": found}, allow_unicode=True, sort_keys=False)


@dataclass
class Bench:
    """A database on which one rulebook is applied after the other."""

    database: peewee.Database
    folder: Path
    tables: Tables | None = None

    def plan(self, text: str) -> Plan:
        """The plan for entities."""
        return plan(read({"rules.yaml": entities(text)}), self.database)

    def apply(self, text: str, *allow: str) -> Applied:
        """Apply entities, with these hazards allowed."""
        found = self.plan(text)
        self.tables = found.tables
        return apply(found, self.database, frozenset(allow), self.folder)

    def insert(self, entity: str, **values: Any) -> int:
        """A new row's id."""
        row = {"created_at": NOW, "updated_at": NOW, **values}
        return self.tables.model(entity).create(**row).id

    def column(self, entity: str, name: str) -> list[Any]:
        """The values of a field in all rows."""
        model = self.tables.model(entity)
        return [getattr(row, name) for row in model.select().order_by(model.id)]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Plans in English."""
    with language.speaking("en"):
        yield


@pytest.fixture
def bench(database_url: str, tmp_path: Path) -> Iterator[Bench]:
    """An empty database."""
    database = connect(database_url)
    yield Bench(database, tmp_path / "backups")
    database.close()
    getattr(database, "close_all", database.close)()
