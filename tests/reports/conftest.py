"""Faces built once for all test runs, and a boat hire that prints receipts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kpi.figures import Figures
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.rulebook import Rulebook
from reports.fonts import REVISION, Faces, prepare
from reports.printing import Printer
from schema.load import load
from schema.objects import Schema
from tests.reports.hire import HIRE, RECEIPT, TABLE
from tests.worlds import closed, founded

NOW = datetime(2026, 6, 15, 10, 30)
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def fonts_folder() -> Path:
    """A folder of faces that outlives the test run."""
    folder = Path(tempfile.gettempdir()) / f"rulebook-fonts-{REVISION}"
    prepare(folder)
    return folder


@pytest.fixture(scope="session")
def faces(fonts_folder: Path) -> Faces:
    """The simplified faces, registered."""
    return prepare(fonts_folder)


@pytest.fixture(scope="session")
def shipped() -> Schema:
    """The shipped rulebook, read once."""
    return load(ROOT / "schema")


def opened(schema: Schema, place: Path) -> Iterator[Rulebook]:
    """A rulebook on an empty SQLite database."""
    tables = founded(schema, f"sqlite:///{place / 'test.db'}")
    yield Rulebook(schema, tables, place / "files", clock=lambda: NOW)
    closed(tables)


@pytest.fixture
def hire(tmp_path: Path) -> Iterator[Rulebook]:
    """The boat hire, with two templates in its own folder."""
    folder = tmp_path / "hire"
    (folder / "reports").mkdir(parents=True)
    (folder / "hire.yaml").write_text(HIRE, "utf-8")
    (folder / "reports" / "receipt.html").write_text(RECEIPT, "utf-8")
    (folder / "reports" / "table.html").write_text(TABLE, "utf-8")
    yield from opened(load(folder), tmp_path)


@pytest.fixture
def printer(hire: Rulebook, fonts_folder: Path) -> Printer:
    """The boat hire's printer."""
    return Printer(hire, fonts_folder, Figures(hire))


@pytest.fixture
def owner(hire: Rulebook) -> Gate:
    """The gate of the owner, who may print."""
    return Gate(hire, person_actor(hire.schema, None, ["boss"], "王船长"))


@pytest.fixture
def clerk(hire: Rulebook) -> Gate:
    """The gate of a clerk, who may print but not see what a boat cost."""
    return Gate(hire, person_actor(hire.schema, None, ["clerk"], "店员"))


@pytest.fixture
def guest(hire: Rulebook) -> Gate:
    """The gate of a guest, who may only look."""
    return Gate(hire, person_actor(hire.schema, None, ["guest"], "客人"))


@pytest.fixture
def booking(hire: Rulebook) -> int:
    """A booking with two extras."""
    gate = Gate(hire, SYSTEM)
    boat = gate.create("boat", {"name": "飞鱼号", "kind": "sail", "cost": "9000.00"})
    lines = [{"what": "救生衣", "qty": "4", "price": "12.50"}, {"what": "船长", "price": "300"}]
    given = {"boat": boat.id, "guest": "李安", "hired_on": "2026-06-20", "extras": lines}
    return gate.create("booking", {**given, "share": "32.5%", "note": "早上八点\n自带午餐"}).id
