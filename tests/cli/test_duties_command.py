"""`duties run` and `duties status`: what is due is made, told, and made only once."""

from __future__ import annotations

import json

import pytest

from records.actor import SYSTEM
from records.gate import Gate
from tests.installation import Installation
from tests.records.boiler_house import BOILER_HOUSE

WEEK = ("--since", "2026-06-15", "--until", "2026-06-19")
"""Four working days: the 19th was a holiday."""


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> Installation:
    """The boiler house with two caretakers, one of whom the rules refuse."""
    folder = tmp_path_factory.mktemp("boiler_house")
    (folder / "rulebook").mkdir()
    (folder / "rulebook" / "house.yaml").write_text(BOILER_HOUSE, "utf-8")
    house = Installation(folder / "instance", folder / "rulebook")
    house.run("apply")
    rulebook = house.opened().rulebook
    for name in ("Ada", "Nobody"):
        Gate(rulebook, SYSTEM).create("caretaker", {"name": name})
    rulebook.tables.database.close()
    return house


@pytest.fixture
def house(founded, tmp_path) -> Installation:
    return founded.copied(tmp_path / "instance")


def test_a_run_says_what_it_made_and_what_failed_and_ends_with_1(house):
    said = house.run("duties", "run", *WEEK, code=1)
    assert "Reading · Daily reading: 4 made" in said
    assert "Up to 2026-06-19: 4 made, 0 were there." in said
    assert "Reading · Daily reading · 2026-06-15 · Nobody: Nobody reads no meter" in said
    assert "0 made, 0 were there" in house.run("duties", "run", *WEEK, code=1)


def test_a_dry_run_makes_nothing(house):
    said = house.run("duties", "run", *WEEK, "--dry-run", code=1)
    assert "4 would be made" in said and "Nothing was kept" in said
    assert house.opened().rulebook.tables.model("reading").select().count() == 0


def test_the_status_knows_the_last_run_and_its_failures(house):
    assert "never run yet" in house.run("duties", "status")
    house.run("duties", "run", *WEEK, code=1)
    told = json.loads(house.run("duties", "status", "--json"))
    daily = told["duties"][0]
    assert told["last_run"] and daily["duty"] == "reading.daily"
    assert [failure["day"] for failure in daily["failures"]] == [
        "2026-06-15", "2026-06-16", "2026-06-17", "2026-06-18"
    ]  # fmt: skip
    assert "Nobody reads no meter" in house.run("duties", "status")


def test_a_run_as_json_names_every_record(house):
    told = json.loads(house.run("duties", "run", *WEEK, "--json", code=1))
    assert (told["made"], told["found"], len(told["failures"])) == (4, 0, 4)
    assert {record["duty"] for record in told["records"]} == {"reading.daily"}
    assert told["records"][0] == {
        "duty": "reading.daily", "day": "2026-06-15", "for": 1, "record": 1, "made": True
    }  # fmt: skip


def test_a_date_that_is_none_is_refused_in_words(house):
    assert "does not match the format" in house.run("duties", "run", "--until", "tomorrow", code=2)
