"""A shop whose figures are declared in the test itself: `shop.cell("count(deal)")`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi.cells import Cell
from kpi.figures import Figures
from kpi.period import Period
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.conftest import bakery, figures, put  # noqa: F401
from tests.kpi.naive.world import ENTITIES, RATES
from tests.kpi.test_snapshots import garage  # noqa: F401
from tests.worlds import closed, founded

SHOP = ENTITIES.replace(
    "      paid_on: {type: date, label: Paid}\n",
    "      paid_on: {type: date, label: Paid}\n      closed_at: {type: datetime, label: Closed}\n"
    '      waited: {type: integer, formula: "sum(workdays_between(visit.booked_on, visit.made_on))", '
    "label: Waited}\n",
)
SHOP += f"company: {{{RATES}}}\n"
BIND = {
    "deal": {"date": "signed_on", "employee": "seller"},
    "visit": {"date": "made_on", "employee": "maker"},
}
NOW = datetime(2025, 6, 15, 10)


@dataclass
class Shop:
    """An open shop: put rows, ask for the cells of figures as they are written."""

    tables: Tables
    folder: Path
    bind: dict[str, dict[str, str]] = field(default_factory=lambda: dict(BIND))

    def put(self, entity: str, **values: Any) -> int:
        """Write a row as it is."""
        days = {
            name: date.fromisoformat(value) if name.endswith("_on") and value else value
            for name, value in values.items()
        }
        model = self.tables.model(entity)
        return model.create(created_at=NOW, updated_at=NOW, **days).id

    def figures(self, formula: Any, others: Any = (), **more: Any) -> Figures:
        """The engine of a rulebook whose figure `asked` is this formula, or these versions."""
        said = str(formula)
        looks = {e: b for e, b in self.bind.items() if re.search(rf"(?<!exists)[(（]{e}", said)}
        asked = {"label": "Asked", "formula": formula, "bind": looks, "unit": "number", **more}
        named = {n: {"label": n, "formula": f, "unit": "number"} for n, f in dict(others).items()}
        kpis = {"asked": asked, **named}
        whole = read({"shop.yaml": SHOP, "k.yaml": yaml.safe_dump({"kpis": kpis})})
        known = Tables(whole, self.tables.database)
        return Figures(Rulebook(whole, known, self.folder, clock=lambda: NOW))

    def cells(self, formula: str, period: str, level: str = "company", **more: Any) -> Any:
        """The figure's cells of everybody at a level, by subject."""
        cells = self.figures(formula, **more).cells(["asked"], [Period.parse(period)], level)
        return {subject: cell for (_, subject), cell in cells["asked"].items()}

    def cell(self, formula: str, period: str = "2025-06", **more: Any) -> Cell:
        """The company's cell."""
        return self.cells(formula, period, **more)[None]

    def value(self, formula: str, period: str = "2025-06", **more: Any) -> Decimal | None:
        """The company's value."""
        return self.cell(formula, period, **more).value

    def opened(self, formula: Any, period: str, part: str, level="company", subject=None) -> int:
        """How many rows open behind a part of a cell."""
        engine = self.figures(formula)
        found = engine.rows("asked", Period.parse(period), level, subject, part)
        gate = Gate(engine.rulebook, SYSTEM)
        return sum(gate.count(entity, Query(where=where)) for entity, where in found.items())


@pytest.fixture
def gate(garage):  # noqa: F811
    """Everything in the garage, with every right."""
    return Gate(garage, SYSTEM)


@pytest.fixture
def shop(database_url, tmp_path):
    """A shop without rows, on 15 June 2025."""
    schema = read({"shop.yaml": SHOP})
    tables = founded(schema, database_url)
    yield Shop(tables, tmp_path / "files")
    closed(tables)
