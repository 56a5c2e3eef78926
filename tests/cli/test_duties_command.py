"""`duties run` and `duties status`: what is due is made, told, and made only once."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from peewee import OperationalError

from cli.ticking import Ticker
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from tests.installation import Installation
from tests.kpi.test_opening import with_duty
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


def test_a_server_runs_them_at_its_start(house, tmp_path):
    rulebook = tmp_path / "rulebook"
    rulebook.mkdir()
    every_day = BOILER_HOUSE.replace("every: workday", "every: day")
    (rulebook / "house.yaml").write_text(every_day, "utf-8")
    house = Installation(house.folder, rulebook)
    house.run("apply")
    with house.served():
        told = until(lambda: json.loads(house.run("duties", "status", "--json")))
    assert told["duties"][0]["made"] == 1
    assert [failure["for"] for failure in told["duties"][0]["failures"]] == ["Nobody"]


def until(asked, tries=20):
    """What somebody says once there was a run."""
    for _ in range(tries):
        told = asked()
        if told["last_run"]:
            return told
    raise AssertionError("The server ran no duties.")


class Clock:
    """A clock that is put forward."""

    moment = datetime(2026, 6, 15, 23, 0)

    def __call__(self) -> datetime:
        return self.moment


def test_a_new_day_is_run_after_midnight_by_one_process_only(house):
    opened = house.opened().rulebook
    clock = Clock()
    rulebook = Rulebook(opened.schema, opened.tables, house.folder / "files", clock)
    first, second = Ticker(), Ticker()
    assert first.look(rulebook) and second.look(rulebook)  # each at its own start
    clock.moment = datetime(2026, 6, 16, 0, 1)
    assert not first.look(rulebook)
    clock.moment = datetime(2026, 6, 16, 0, 6)
    assert first.look(rulebook)
    assert not second.look(rulebook)
    assert not first.look(rulebook)
    opened.tables.database.close()


def test_a_run_that_broke_off_is_tried_again_an_hour_later(house):
    opened = house.opened().rulebook
    clock = Clock()
    rulebook = Rulebook(opened.schema, opened.tables, house.folder / "files", clock)
    ticker, database = Ticker(), opened.tables.database
    ticker.look(rulebook)
    clock.moment = datetime(2026, 6, 16, 0, 6)
    database.execute_sql("ALTER TABLE rb_duty_run RENAME TO elsewhere")
    with pytest.raises(OperationalError):
        ticker.look(rulebook)
    database.execute_sql("ALTER TABLE elsewhere RENAME TO rb_duty_run")
    clock.moment = datetime(2026, 6, 16, 0, 30)
    assert not ticker.look(rulebook)
    clock.moment = datetime(2026, 6, 16, 1, 7)
    assert ticker.look(rulebook)
    database.close()


def test_an_installation_opens_the_cycles_that_its_duties_name(tmp_path):
    (tmp_path / "rulebook").mkdir()
    (tmp_path / "rulebook" / "bath.yaml").write_text(with_duty(), "utf-8")
    bath = Installation(tmp_path / "instance", tmp_path / "rulebook")
    bath.run("apply")
    rulebook = bath.opened().rulebook
    for name in ("小林", "坏账"):
        Gate(rulebook, SYSTEM).create("attendant", {"name": name})
    rulebook.tables.database.close()
    july = ("--since", "2026-07-01", "--until", "2026-07-01")
    said = bath.run("duties", "run", *july, code=1)
    assert "考核 · 开表: 1 made" in said
    assert "考核 · 开表 · 2026-07-01 · 坏账: 考核表 6/2026: 不考核此人" in " ".join(said.split())
    told = json.loads(bath.run("duties", "run", *july, "--json", code=1))
    assert (told["made"], told["found"]) == (0, 0)
    assert told["failures"][0]["for"] == "坏账"
    assert "考核 · 开表" in bath.run("duties", "status")
