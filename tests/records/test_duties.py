"""Rows that are due are made in advance: once, whoever runs it, and never behind anybody's back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from threading import Thread

import pytest

from models import calendar
from models.database import connect
from models.seals import seal
from models.tables import Tables
from records import duty_watch
from records.actor import SYSTEM, person_actor
from records.duty_runs import Outcome, last_run, run, standings
from records.gate import Gate
from records.query import Query
from records.refusals import Refused
from records.rulebook import Rulebook
from schema.load import read
from schema.objects import Schema
from tests.records.boiler_house import BOILER_HOUSE

MONDAY = datetime(2026, 6, 15, 0, 5)
DAILY, MONTHLY, ANSWER = "reading.daily", "inspection.monthly", "answer.answer"


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def __call__(self) -> datetime:
        return self.moment

    def on(self, day: str) -> None:
        """Go to a day, shortly after midnight."""
        self.moment = datetime.fromisoformat(f"{day}T00:05")


class House:
    """The boiler house as the tests see it."""

    def __init__(self, rulebook: Rulebook, clock: Clock) -> None:
        self.rulebook = rulebook
        self.clock = clock
        self.ada = self.create("caretaker", name="Ada")
        self.bob = self.create("caretaker", name="Bob")

    @property
    def gate(self) -> Gate:
        """A gate of this moment."""
        return Gate(self.rulebook, SYSTEM)

    def create(self, entity: str, **values: object) -> int:
        """A record, by its number."""
        return self.gate.create(entity, values).id

    def run(self, **more: object) -> Outcome:
        """The duties, run."""
        return run(self.rulebook, **more)

    def found(self, entity: str, *fields: str) -> list[tuple[object, ...]]:
        """The values of all living records, oldest first."""
        records = self.gate.find(entity, Query(columns=fields, sort=("id",), size=200)).records
        return [tuple(record.values[name] for name in fields) for record in records]

    def readings(self) -> list[tuple[object, ...]]:
        """Who is to read when."""
        return self.found("reading", "caretaker", "read_on")


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read({"boiler_house.yaml": BOILER_HOUSE})


def opened(schema: Schema, url: str, folder: Path, clock: Clock) -> Rulebook:
    tables = Tables(schema, connect(url))
    return Rulebook(schema, tables, folder / "files", clock, watchers=(duty_watch.watch,))


everywhere = pytest.mark.parametrize(
    "house", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
"""For tests in which the database has a part: once on each kind."""


@pytest.fixture
def house(request, schema: Schema, tmp_path: Path) -> Iterator[House]:
    """The boiler house on a Monday."""
    postgres = getattr(request, "param", "sqlite") == "postgres"
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path / 'a.db'}"
    clock = Clock()
    rulebook = opened(schema, url, tmp_path, clock)
    rulebook.tables.create()
    calendar.fill(rulebook.tables, (2026,))
    yield House(rulebook, clock)
    rulebook.tables.database.close()
    if postgres:
        rulebook.tables.database.close_all()


# With a rhythm


@everywhere
def test_each_person_gets_a_record_on_each_working_day(house):
    outcome = house.run()
    assert (outcome.made, outcome.found, outcome.failures) == (2, 0, [])
    day = date(2026, 6, 15)
    assert house.readings() == [(house.ada, day), (house.bob, day)]


def test_a_second_run_finds_nothing_to_do(house):
    house.run()
    assert house.run().done == []
    assert len(house.readings()) == 2


def test_days_without_a_server_are_caught_up_from_the_last_run_on(house):
    house.run()
    house.clock.on("2026-06-22")
    outcome = house.run()
    # The 19th was the Dragon Boat Festival; the 20th and 21st were a weekend.
    assert [done.day for done in outcome.done] == [
        day for day in ("2026-06-16", "2026-06-17", "2026-06-18", "2026-06-22") for _ in "ab"
    ]


def test_what_is_made_later_says_what_it_would_have_said_on_its_day(house):
    house.run()
    house.clock.on("2026-06-18")
    house.run()
    due = dict(house.found("reading", "read_on", "due_on"))
    assert due[date(2026, 6, 16)] == date(2026, 6, 17)


def test_a_new_duty_begins_on_the_day_it_is_first_seen(house):
    house.run()
    assert {day for _, day in house.readings()} == {date(2026, 6, 15)}


def test_since_goes_further_back_and_doubles_nothing(house):
    house.run()
    assert house.run(since=date(2026, 6, 11)).made == 4
    assert house.run(since=date(2026, 6, 11)).made == 0


def test_the_condition_is_judged_for_the_day_of_the_duty(house):
    house.run()
    record = house.gate.get("caretaker", house.bob)
    house.gate.update("caretaker", house.bob, {"left_on": "2026-06-16"}, record.version)
    house.clock.on("2026-06-17")
    house.run()
    days_of_bob = [day for who, day in house.readings() if who == house.bob]
    assert days_of_bob == [date(2026, 6, 15), date(2026, 6, 16)]


def test_somebody_new_gets_a_record_of_the_same_day_with_the_next_run(house):
    house.run()
    cai = house.create("caretaker", name="Cai")
    assert [done.source for done in house.run().done] == [cai]


def test_a_record_made_by_hand_is_taken_for_the_duty(house):
    own = house.create("reading", caretaker=house.ada, read_on="2026-06-15", value=7)
    outcome = house.run()
    assert (outcome.made, outcome.found) == (1, 1)
    assert [done.record for done in outcome.done if not done.made] == [own]


def test_a_record_that_somebody_deleted_is_not_made_again(house):
    first = house.run().done[0]
    house.gate.delete("reading", first.record)
    assert house.run().done == []
    house.clock.on("2026-06-16")
    assert house.run().made == 2


def test_a_monthly_record_is_made_ahead_and_the_31st_is_the_last_day(house):
    house.clock.on("2026-06-26")
    assert [done.key for done in house.run().done if done.key == MONTHLY] == []
    house.clock.on("2026-06-27")
    house.run()
    assert house.found("inspection", "due_on", "note") == [(date(2026, 6, 30), "every month")]


def test_the_history_says_which_duty_made_a_record(house):
    made = house.run().done[0]
    told = [
        (entry.who, entry.action, entry.comment)
        for entry in house.gate.history("reading", made.record)
    ]
    assert told == [("the system", "duty", "Daily reading"), ("the system", "create", "")]


@everywhere
def test_a_trial_run_tells_and_leaves_nothing(house):
    outcome = house.run(dry_run=True)
    assert outcome.made == 2
    assert house.readings() == []
    assert last_run(house.rulebook) is None
    assert house.run().made == 2
    assert house.found("reading", "number")[0] == ("R2026001",)


# What cannot be made


@everywhere
def test_what_the_rules_refuse_is_told_and_tried_again(house):
    nobody = house.create("caretaker", name="Nobody")
    outcome = house.run()
    assert outcome.made == 2
    assert [(f.key, f.day, f.source, f.title, f.why) for f in outcome.failures] == [
        (DAILY, "2026-06-15", nobody, "Nobody", "Nobody reads no meter")
    ]
    house.clock.on("2026-06-16")
    house.run()
    assert [f.day for f in last_run(house.rulebook).failures] == ["2026-06-15", "2026-06-16"]
    record = house.gate.get("caretaker", nobody)
    house.gate.update("caretaker", nobody, {"name": "Cai"}, record.version)
    outcome = house.run()
    assert [(done.day, done.source) for done in outcome.done] == [
        ("2026-06-15", nobody), ("2026-06-16", nobody)
    ]  # fmt: skip
    assert last_run(house.rulebook).failures == ()


def test_a_failure_of_long_ago_is_tried_again_too(house):
    house.create("caretaker", name="Nobody")
    house.run(since=date(2026, 6, 11), until=date(2026, 6, 12))
    assert [f.day for f in last_run(house.rulebook).failures] == ["2026-06-11", "2026-06-12"]
    days = [f.day for f in house.run().failures]
    assert days == ["2026-06-11", "2026-06-12", "2026-06-15"]


def test_a_run_up_to_an_earlier_day_does_not_turn_the_clock_back(house):
    house.run()
    house.clock.on("2026-06-17")
    house.run()
    house.run(until=date(2026, 6, 15))
    house.create("caretaker", name="Cai")
    assert {done.day for done in house.run().done} == {"2026-06-17"}


def test_a_day_that_the_calendar_does_not_know_stops_the_duty_until_it_does(house):
    house.clock.on("2026-12-31")
    house.run()
    house.clock.on("2027-01-05")
    outcome = house.run()
    assert "2027-01-01" in outcome.failures[0].why
    house.clock.on("2027-01-06")
    house.run()
    for day in range(1, 7):
        calendar.mark(house.rulebook.tables, date(2027, 1, day), day >= 4)
    house.rulebook.forget_calendar()
    assert sorted({done.day for done in house.run().done}) == [
        "2027-01-04", "2027-01-05", "2027-01-06"
    ]  # fmt: skip


@everywhere
def test_a_later_since_does_not_pass_over_the_day_at_which_a_duty_stopped(house):
    house.clock.on("2026-12-31")
    house.run()
    house.clock.on("2027-01-05")
    assert house.run().failures
    for day in range(1, 7):
        calendar.mark(house.rulebook.tables, date(2027, 1, day), day >= 4)
    house.rulebook.forget_calendar()
    assert {done.day for done in house.run(since=date(2027, 1, 5)).done} == {
        "2027-01-04", "2027-01-05"
    }  # fmt: skip


# Once for each record


def taken(house: House, **more: object) -> int:
    """A complaint that was taken up."""
    id = house.create("complaint", text="Too cold", **{"about": house.ada, **more})
    house.gate.move("complaint", id, "take")
    return id


@everywhere
def test_a_condition_that_comes_true_brings_the_record_in_the_same_transaction(house):
    id = taken(house)
    assert house.found("answer", "complaint", "writer", "due_on") == [
        (id, house.ada, date(2026, 6, 18))
    ]


def test_nothing_comes_of_a_change_that_is_undone(house):
    id = house.create("complaint", text="Too cold", about=house.ada)

    def refuse(session, change):
        raise Refused(())

    house.rulebook.watchers = (duty_watch.watch, refuse)
    with pytest.raises(Refused):
        house.gate.move("complaint", id, "take")
    house.rulebook.watchers = (duty_watch.watch,)
    assert house.found("answer", "complaint") == []
    assert house.run().made == 2  # the readings only


def test_it_is_made_for_whoever_pressed_though_that_person_may_not(house):
    id = house.create("complaint", text="Too cold", about=house.ada)
    head = person_actor(house.rulebook.schema, house.bob, ("head",))
    Gate(house.rulebook, head).move("complaint", id, "take")
    [answer] = house.gate.find("answer").records
    assert house.gate.history("answer", answer.id)[0].who == "the system"


def test_each_record_brings_only_one_however_often_it_changes(house):
    id = taken(house)
    record = house.gate.get("complaint", id)
    house.gate.update("complaint", id, {"text": "Much too cold"}, record.version)
    house.run()
    assert len(house.found("answer", "complaint")) == 1


def test_what_nobody_watched_is_found_by_the_next_run(house):
    house.run()
    house.rulebook.watchers = ()
    id = taken(house)
    assert house.found("answer", "complaint") == []
    house.run()
    assert house.found("answer", "complaint") == [(id,)]


@everywhere
def test_a_refused_record_does_not_hold_up_the_change_and_is_told_by_the_run(house):
    id = taken(house, about=None)
    assert house.gate.get("complaint", id).state == "taken"
    [failure] = [f for f in house.run().failures if f.key == ANSWER]
    assert (failure.source, failure.title) == (id, "Too cold")
    assert "Writer" in failure.why


@everywhere
def test_records_from_before_the_duty_are_left_alone_unless_since_is_said(house):
    house.rulebook.watchers = ()
    old = taken(house)
    house.rulebook.watchers = (duty_watch.watch,)
    house.clock.on("2026-06-16")
    new = taken(house)
    house.run()
    assert house.found("answer", "complaint") == [(new,)]
    house.run(since=date(2026, 6, 16))
    assert house.found("answer", "complaint") == [(new,)]
    house.run(since=date(2026, 6, 15))
    assert house.found("answer", "complaint") == [(new,), (old,)]


# Several at once, and what is told


@everywhere
def test_two_servers_at_the_same_moment_make_each_record_once(house):
    outcomes = []

    def serve() -> None:
        outcomes.append(house.run())
        house.rulebook.tables.database.close()

    threads = [Thread(target=serve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome.made for outcome in outcomes) == 2
    assert len(house.readings()) == 2
    assert [f for outcome in outcomes for f in outcome.failures] == []


def test_how_each_duty_stands(house):
    house.create("caretaker", name="Nobody")
    house.create("reading", caretaker=house.ada, read_on="2026-06-15")
    house.run(who="Hugo")
    daily, monthly, answer = standings(house.rulebook)
    assert (daily.made, daily.found, daily.next_day) == (1, 1, date(2026, 6, 16))
    assert [failure.title for failure in daily.failures] == ["Nobody"]
    assert (monthly.made, monthly.next_day) == (0, date(2026, 6, 30))
    assert (answer.made, answer.next_day) == (0, None)
    assert last_run(house.rulebook).who == "Hugo"


@everywhere
def test_nobody_changes_what_was_written_down_of_duties(house):
    house.run()
    seal(house.rulebook.tables.database)
    table = house.rulebook.tables.platform["Duty"]
    with pytest.raises(Exception, match="never changed"):
        table.delete().execute()
