"""`calendar show`, `calendar import` and `calendar set`: the table of working days by command."""

from __future__ import annotations

import json

import pytest

from models.calendar import KNOWN_YEARS
from tests.installation import Installation
from tests.records.boiler_house import BOILER_HOUSE

NEXT = str(KNOWN_YEARS[-1] + 1)
"""The first year that the package does not know."""


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> Installation:
    """The boiler house with the years that the package knows."""
    folder = tmp_path_factory.mktemp("boiler_house")
    (folder / "rulebook").mkdir()
    (folder / "rulebook" / "house.yaml").write_text(BOILER_HOUSE, "utf-8")
    house = Installation(folder / "instance", folder / "rulebook")
    house.run("apply")
    return house


@pytest.fixture
def house(founded, tmp_path) -> Installation:
    return founded.copied(tmp_path / "instance")


def test_a_year_shows_its_holidays_its_edited_days_and_who_edited_them(house):
    assert "2025-05-20: holiday" in house.run(
        "calendar", "set", "2025-05-20", "holiday", "--note", "Anniversary"
    )
    said = house.run("calendar", "show", "2025")
    assert "National Day" in said and "2025 has 247 working days." in said
    assert "command · 2025-05-20 holiday · Anniversary" in said
    told = json.loads(house.run("calendar", "show", "2025", "--json"))
    assert told["workdays"] == 247
    assert {
        "day": "2025-05-20", "workday": False, "name": "Anniversary", "edited": True
    } in told["days"]  # fmt: skip


def test_edited_days_are_kept_and_only_when_told(house):
    house.run("calendar", "set", "2025-05-20", "holiday", "--note", "Anniversary")
    assert "05-20" in house.run("calendar", "import", "2025", code=1)
    said = house.run("calendar", "import", "2025", "--force")
    assert "2025: 0 days entered, 0 changed, 1 edited ones kept" in said


def test_a_year_that_is_not_known_is_refused_and_may_be_begun_by_hand(house):
    assert f"calendar import {NEXT}" in house.run("calendar", "show", NEXT, code=1)
    assert "chinesecalendar" in house.run("calendar", "import", NEXT, code=1)
    assert "not entered yet" in house.run(
        "calendar", "set", f"{NEXT}-05-20", "holiday", "--note", "x", code=1
    )
    assert "Monday to Friday" in house.run("calendar", "import", NEXT, "--by-hand")
    assert "begun by hand" in house.run("calendar", "show", NEXT)


def test_what_is_typed_wrongly_is_refused_in_words(house):
    assert "why" in house.run("calendar", "set", "2025-05-20", "holiday", code=1)
    assert "workday" in house.run("calendar", "set", "2025-05-20", "free", code=2)
    assert "does not match" in house.run("calendar", "set", "May", "holiday", code=2)
