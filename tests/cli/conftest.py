"""One installation of the clinic with sample data, made by commands and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from cli.instance import Instance
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from tests.installation import CLINIC, SHIPPED, Installation


@dataclass(frozen=True)
class Founded:
    """An installation, what the commands said that founded it, and a visit that is known."""

    installation: Installation
    said: Mapping[str, str]
    visit: int


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The clinic from an empty folder: planned, applied, applied again, filled."""
    new = Installation(tmp_path_factory.mktemp("clinic") / "instance").with_fonts()
    steps = {
        "plan": ("plan",),
        "apply": ("apply",),
        "apply again": ("apply",),
        "demo": ("demo", "--scale", "0.1"),
    }
    said = {step: new.run(*words) for step, words in steps.items()}
    return Founded(new, said, known_visit(new.opened()))


def known_visit(instance: Instance) -> int:
    """One paid visit in March 2024, when the sample had not begun: 3 x 33.35 + 0.10."""
    rulebook = instance.rulebook
    gate = Gate(replace_clock(rulebook, datetime(2024, 3, 5, 9, 30)), SYSTEM)
    ward = gate.create("ward", {"name": "Harbour"}).id
    given = {"badge": "Z901", "name": "Ada Reed", "ward": ward, "mail": "ada@clinic.example"}
    doctor = gate.create("clinician", given).id
    patient = gate.create(
        "patient",
        {"name": "Tom Hill", "born_on": "1980-02-01", "phone": "0123 4567", "insured": False},
    ).id
    lines = [
        {"treatment": gate.create("treatment", {"code": code, "name": name, "fee": fee}).id, **more}
        for code, name, fee, more in (
            ("H1", "Plaster", "33.35", {"times": 3}),
            ("H2", "Cup of tea", "0.10", {}),
        )
    ]
    visit = gate.create("visit", {"patient": patient, "seen_by": doctor, "works_done": lines}).id
    gate.move("visit", visit, "see", {"waited": 12})
    gate.move("visit", visit, "bill_it")
    gate.move("visit", visit, "pay")
    rulebook.tables.database.close()
    return visit


def replace_clock(rulebook: Rulebook, moment: datetime) -> Rulebook:
    """The same rulebook at another time."""
    return Rulebook(rulebook.schema, rulebook.tables, rulebook.files_folder, lambda: moment)


@pytest.fixture
def clinic(founded: Founded, tmp_path: Path) -> Installation:
    """The clinic with its rows, for this test alone."""
    return founded.installation.copied(tmp_path / "instance")


@pytest.fixture
def rewritten(clinic: Installation, tmp_path: Path) -> Installation:
    """The clinic with a rulebook that this test may change."""
    schema = tmp_path / "rulebook"
    shutil.copytree(CLINIC, schema)
    return Installation(clinic.folder, schema)


@pytest.fixture
def nowhere(tmp_path: Path) -> Installation:
    """The clinic's rulebook on a folder that is not there yet."""
    return Installation(tmp_path / "new" / "instance")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The shipped rulebook, applied and empty."""
    new = Installation(tmp_path_factory.mktemp("shipped") / "instance", SHIPPED).with_fonts()
    new.run("apply")
    return new
