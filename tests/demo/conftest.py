"""The clinic of the other business, filled with a small sample once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from demo.generate import Generator
from demo.sample import Sample, TimeMachine
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.record import Record
from records.rulebook import Rulebook
from schema.load import load

CLINIC = Path(__file__).parent.parent / "other_business" / "rulebook"
NOW = datetime(2026, 6, 15, 10)
PASSWORD = "a-good-pass-9"
SCALE = 0.3


@dataclass(frozen=True)
class Made:
    """A sample, and the rulebook that it is in."""

    sample: Sample
    rulebook: Rulebook
    told: list[tuple[int, int]]

    def every(self, entity: str) -> list[Record]:
        """All records of an entity with all their values."""
        gate = Gate(self.rulebook, SYSTEM)
        found = gate.find(entity, Query(size=500, columns=())).records
        return [gate.get(entity, record.id) for record in found]

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every entity as it is stored."""
        models = {name: self.rulebook.tables.model(name) for name in self.rulebook.schema.entities}
        return {name: list(m.select().order_by(m.id).dicts()) for name, m in models.items()}


def made(folder: Path, seed: int = 7) -> Made:
    """A small sample of the clinic on a database of its own."""
    schema = load(CLINIC)
    folder.mkdir(exist_ok=True)
    tables = Tables(schema, connect(f"sqlite:///{folder / 'clinic.db'}"))
    tables.create()
    clock = TimeMachine(NOW)
    rulebook = Rulebook(schema, tables, folder / "files", clock)
    told: list[tuple[int, int]] = []
    generator = Generator(rulebook, clock, PASSWORD, seed)
    sample = generator.run(SCALE, lambda done, total: told.append((done, total)))
    return Made(sample, rulebook, told)


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The clinic with its sample; tests only look at it."""
    whole = made(tmp_path_factory.mktemp("demo") / "first")
    yield whole
    whole.rulebook.tables.database.close()
