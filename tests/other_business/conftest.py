"""The clinic with its screens: six people, two patients, six visits, and a browser for each role."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from admin.live import Live
from admin.site import install
from admin.tiles import tiles
from cli.serving import Press
from kpi.freezing import watch
from kpi.opening import sheets_due
from models import calendar
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from reports.fonts import REVISION, prepare
from schema.load import load
from schema.objects import Schema
from tests.admin.conftest import HASHED, PASSWORD, Browser
from tests.installation import CLINIC, ROOT

TODAY = datetime(2026, 6, 15, 9, 30)
ROLES = ("team", "doctor", "nurse", "desk", "head")
PEOPLE = {
    "Ada Reed": ("A101", "General", "doctor"),
    "Ben Stone": ("B202", "General", ""),
    "Cora Lane": ("C303", "Teeth", ""),
    "Nina Moss": ("N404", "General", "nurse"),
    "Dora Pike": ("D505", "Teeth", "desk"),
    "Hugo Hale": ("H606", "Teeth", "head"),
    "Theo Rush": ("T707", "Teeth", "team"),
}
VISITS: tuple[tuple[str, str, str, int | None, dict[str, int], str], ...] = (
    ("Tom Hill", "Ada Reed", "2026-05-12", 12, {"T1": 1, "T2": 3}, "paid"),
    ("Una Bell", "Ben Stone", "2026-05-20", 35, {"T1": 1}, "billed"),
    ("Una Bell", "Cora Lane", "2026-06-03", 20, {"T3": 2}, "billed"),
    ("Tom Hill", "Cora Lane", "2026-06-12", None, {}, "booked"),
    ("Tom Hill", "Ada Reed", "2026-06-12", None, {}, "missed"),
    ("Una Bell", "Ada Reed", "2026-06-15", 5, {}, "seen"),
)
"""Patient, by whom, the day, minutes waited, treatments, state."""

WAYS = {
    "booked": (),
    "missed": ("miss",),
    "seen": ("see",),
    "billed": ("see", "bill_it"),
    "paid": ("see", "bill_it", "pay"),
}


@dataclass
class Clinic:
    """What the tests find: ids by name or number, and the gate of the engine itself."""

    gate: Gate
    people: Mapping[str, int]
    patients: Mapping[str, int]
    treatments: Mapping[str, int]
    visits: tuple[int, ...]
    review: int


class Clock:
    """A clock that stands where it is put."""

    moment = TODAY

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture(scope="session")
def clinic_schema() -> Schema:
    """The rulebook of the clinic."""
    return load(CLINIC)


@pytest.fixture(scope="session")
def stocked(
    clinic_schema: Schema, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Mapping[str, Any]]:
    """A clinic filled once, to be copied for every test."""
    folder = tmp_path_factory.mktemp("clinic")
    clock = Clock()
    rulebook = opened(clinic_schema, folder, clock)
    rulebook.tables.create()
    calendar.fill(rulebook.tables)
    found = filled(Gate(rulebook, SYSTEM), clock)
    for name, (_, _, role) in PEOPLE.items():
        if role:
            rulebook.tables.Account.create(
                username=role, name=name, roles=(role,), person=found["people"][name], locale="en",
                password_hash=HASHED, session_stamp=role, created_at=TODAY,
            )  # fmt: skip
    rulebook.tables.database.close()
    return folder / "clinic.db", found


def opened(schema: Schema, folder: Path, clock: Callable[[], datetime]) -> Rulebook:
    """The clinic on the database of a folder."""
    tables = Tables(schema, connect(f"sqlite:///{folder / 'clinic.db'}"))
    return Rulebook(schema, tables, folder / "files", clock, watchers=(watch,), opener=sheets_due)


def filled(gate: Gate, clock: Clock) -> dict[str, Any]:
    """Wards, people, patients, treatments, visits on their days, and a review of May."""
    wards = {n: gate.create("ward", {"name": n}).id for n in ("General", "Teeth")}
    people = {
        name: gate.create(
            "clinician",
            {"badge": badge, "name": name, "ward": wards[ward], "hourly_pay": "43.21"},
        ).id
        for name, (badge, ward, _) in PEOPLE.items()
    }
    policy = {"Tom Hill": {"insured": True, "policy_no": "A-1001"}, "Una Bell": {"insured": False}}
    patients = {
        name: gate.create(
            "patient", {"name": name, "born_on": "1980-02-01", "phone": "555 0101", **more}
        ).id
        for name, more in policy.items()
    }
    treatments = {
        code: gate.create("treatment", {"code": code, "name": name, "fee": fee}).id
        for code, name, fee in (
            ("T1", "Consultation", "60"), ("T2", "Dressing", "12.35"), ("T3", "Filling", "90"),
        )
    }  # fmt: skip
    visits = []
    for patient, doctor, day, waited, done, state in VISITS:
        clock.moment = datetime.fromisoformat(f"{day}T09:30")
        gate = Gate(gate.rulebook, SYSTEM)  # a gate is made for one request and knows one today
        lines = [{"treatment": treatments[code], "times": times} for code, times in done.items()]
        given = {"patient": patients[patient], "seen_by": people[doctor], "works_done": lines}
        visits.append(gate.create("visit", {**given, "booked_on": day}).id)
        for way in WAYS[state]:
            asked = {"see": {"waited": waited}, "miss": {"comment": "No word"}}.get(way, {})
            gate.move("visit", visits[-1], way, asked)
    clock.moment = TODAY
    review = gate.create("review", {"clinician": people["Ada Reed"], "month": "2026-05"}).id
    return {
        "people": people,
        "patients": patients,
        "treatments": treatments,
        "visits": tuple(visits),
        "review": review,
    }


@pytest.fixture
def rulebook(
    clinic_schema: Schema, stocked: tuple[Path, Mapping[str, Any]], tmp_path: Path
) -> Iterator[Rulebook]:
    """The clinic with its rows, for this test alone."""
    shutil.copy(stocked[0], tmp_path / "clinic.db")
    rulebook = opened(clinic_schema, tmp_path, Clock())
    yield rulebook
    rulebook.tables.database.close()


@pytest.fixture
def clinic(rulebook: Rulebook, stocked: tuple[Path, Mapping[str, Any]]) -> Clinic:
    """What is in the clinic, through the gate of this test."""
    return Clinic(Gate(rulebook, SYSTEM), **stocked[1])


@pytest.fixture(scope="session")
def fonts_folder() -> Path:
    """A folder of faces that outlives the test run."""
    folder = Path(tempfile.gettempdir()) / f"rulebook-fonts-{REVISION}"
    prepare(folder)
    return folder


@pytest.fixture
def as_role(rulebook: Rulebook, fonts_folder: Path) -> Callable[[str], Browser]:
    """Somebody of the clinic who has signed in, by role."""
    app = Flask("clinic", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(TESTING=True, SECRET_KEY="test", RATELIMIT_SIGN_IN="1000 per minute")
    install(app, Live(rulebook), Press(fonts_folder), tiles)

    def signed_in(role: str) -> Browser:
        browser = Browser(app.test_client())
        browser.get("/account/")
        response = browser.post("/account/", {"username": role, "password": PASSWORD})
        assert response.status_code == 302
        browser.get("/")
        return browser

    return signed_in
