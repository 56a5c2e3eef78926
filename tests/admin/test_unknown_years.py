"""On forms and records: days of a year that nobody entered are told, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.live import Live
from models.database import connect
from models.tables import Tables
from records import workdays
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from tests.admin.conftest import HASHED, TODAY, Browser, signed_in, words
from tests.records.test_calendar import TERMS

MISSING = "2026 年的工作日历尚未录入，请管理员在“工作日历”页录入"


@pytest.fixture
def court(tmp_path: Path):
    """Terms by working days, of which 2025 is entered."""
    schema = read({"terms.yaml": TERMS})
    tables = Tables(schema, connect(f"sqlite:///{tmp_path / 'court.db'}"))
    tables.create()
    rulebook = Rulebook(schema, tables, tmp_path / "files", clock=lambda: TODAY)
    workdays.import_year(rulebook, SYSTEM, 2025)
    tables.Account.create(
        username="clerk", name="clerk", roles=("clerk",), locale="zh_CN",
        password_hash=HASHED, session_stamp="clerk", created_at=TODAY,
    )  # fmt: skip
    yield rulebook
    tables.database.close()


@pytest.fixture
def clerk(court) -> Browser:
    """Who writes the terms down, signed in."""
    return signed_in(Live(court), "clerk")


GIVEN = {"name": "A", "begun_on": "2025-12-30", "heard_on": "2025-12-30"}


def test_a_record_says_why_its_computed_day_is_empty(court, clerk):
    id = Gate(court, SYSTEM).create("term", GIVEN).id
    assert MISSING in clerk.text(f"/e/term/{id}")
    workdays.import_year(court, SYSTEM, 2026)
    said = clerk.text(f"/e/term/{id}")
    assert MISSING not in said and "2026-01-05" in said


def test_a_form_says_it_where_the_day_would_stand(court, clerk):
    id = Gate(court, SYSTEM).create("term", GIVEN).id
    assert MISSING in clerk.text(f"/e/term/{id}/edit")


def test_a_start_value_that_is_not_known_is_an_error_at_its_field(court, clerk):
    clerk.get("/e/term/new")
    refused = clerk.post("/e/term/new", {"name": "A", "begun_on": "2025-12-30", "heard_on": ""})
    assert refused.status_code == 422 and MISSING in words(refused)
    assert Gate(court, SYSTEM).count("term") == 0


def test_a_check_that_cannot_be_judged_is_an_error_and_no_silent_yes(court, clerk):
    clerk.get("/e/term/new")
    refused = clerk.post("/e/term/new", {**GIVEN, "ended_on": "2026-01-09"})
    assert refused.status_code == 422 and MISSING in words(refused)
