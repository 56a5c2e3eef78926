"""Freezing writes score, grade and coefficient into the sheet's record; limits may be settings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi import thawed
from kpi.snapshots import latest, versions
from records.actor import SYSTEM, Actor
from records.gate import Gate
from records.history import history
from records.refusals import Refused
from tests.kpi.appraised import bath, opened

RESULTS = "results: {score: final_score, grade: final_grade, coefficient: factor}"
SETTINGS = (
    ("from: 90, coefficient: 1.2", "from: setting.excellent_min, coefficient: setting.top_factor"),
    ("from: 80,", "from: setting.good_min,"),
)


@pytest.fixture
def run(database_url, tmp_path):
    """A bath whose card writes its results."""
    with opened(bath(more=RESULTS), database_url, tmp_path) as found:
        yield found


@pytest.fixture
def by_settings(database_url, tmp_path):
    """A bath whose limits and best coefficient are settings that nobody has filled in yet."""
    with opened(bath(*SETTINGS, more=RESULTS), database_url, tmp_path) as found:
        yield found


def results(run, id):
    return tuple(run.value(id, name) for name in ("final_score", "final_grade", "factor"))


def test_approval_writes_the_result_into_the_sheet_and_says_who_did(run):
    person = run.person()
    run.rounds(person, 9)
    id = run.sheet(person)
    assert results(run, id) == (None, None, None)
    run.gate.move("sheet", id, "approve")
    assert results(run, id) == (Decimal("90.0"), "excellent", Decimal("1.2"))
    entity = run.book.entity("sheet")
    told = history(run.gate.session, entity, run.gate.session.row("sheet", id))
    written = next(entry for entry in told if "final_score" in entry.changes)
    assert written.changes["final_score"] == (None, Decimal("90.0"))
    assert written.changes["final_grade"] == (None, "excellent")


def test_the_snapshot_holds_the_coefficient_and_the_record_as_it_was_written(run):
    person = run.person()
    run.rounds(person, 8)
    id = run.sheet(person)
    run.gate.move("sheet", id, "approve")
    kept = latest(run.book, "sheet", id)
    assert kept.content["result"]["coefficient"] == "1"
    assert kept.content["sheet"]["fields"]["final_grade"] == "good"
    assert kept.content["sheet"]["version"] == run.value(id, "version")
    assert thawed.sheet(kept).coefficient == 1


def test_an_appeal_that_freezes_anew_writes_anew_and_the_first_snapshot_stays(run):
    person = run.person()
    run.rounds(person, 8)
    id = run.sheet(person)
    run.gate.move("sheet", id, "approve")
    run.gate.move("sheet", id, "reopen")
    run.gate.update("sheet", id, {"extra": "10"}, None)
    run.gate.move("sheet", id, "approve")
    assert results(run, id) == (Decimal("90.0"), "excellent", Decimal("1.2"))
    first, second = versions(run.book, "sheet", id)
    assert [each.content["result"]["grade"] for each in (first, second)] == ["good", "excellent"]


def test_nobody_can_write_a_result_by_hand(run):
    id = run.sheet(run.person())
    chief = Actor(None, "c", "c", None, frozenset({"chief"}))
    with pytest.raises(Refused, match="得分"):
        Gate(run.book, chief).update("sheet", id, {"final_score": "100"}, None)


def test_a_sheet_without_any_number_freezes_without_a_result(run):
    id = run.sheet(run.person())
    run.gate.move("sheet", id, "approve")
    assert results(run, id) == (None, None, None)


def test_limits_by_settings_are_those_of_the_day(by_settings):
    by_settings.book.set_settings(SYSTEM, {"excellent_min": 95, "top_factor": "1.3"})
    person = by_settings.person()
    by_settings.rounds(person, 9)
    id = by_settings.sheet(person)
    made = by_settings.made(id)
    assert [grade.since for grade in made.card.grades] == [95, 80, None]
    assert made.grade.name == "good"
    by_settings.book.set_settings(SYSTEM, {"excellent_min": 90})
    assert (by_settings.made(id).grade.name, by_settings.made(id).coefficient) == (
        "excellent",
        Decimal("1.3"),
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "setting.excellent_min"),
        ({"excellent_min": 80}, "80"),
        ({"excellent_min": 70, "good_min": 75}, "75"),
    ],
)
def test_limits_that_make_no_order_are_said_and_keep_the_sheet_from_freezing(
    by_settings, settings, words
):
    by_settings.book.set_settings(SYSTEM, settings)
    person = by_settings.person()
    by_settings.rounds(person, 9)
    id = by_settings.sheet(person)
    made = by_settings.made(id)
    assert (made.score, made.grade) == (90, None)
    with pytest.raises(Refused, match=words):
        by_settings.gate.move("sheet", id, "approve")
    assert by_settings.value(id, "state") == "open"
    assert latest(by_settings.book, "sheet", id) is None


def test_only_the_grade_that_is_reached_must_have_its_coefficient(by_settings):
    by_settings.book.set_settings(SYSTEM, {"excellent_min": 90})
    best, other = by_settings.person(), by_settings.person("小何")
    by_settings.rounds(best, 9)
    by_settings.rounds(other, 8)
    with pytest.raises(Refused, match="系数|coefficient"):
        by_settings.gate.move("sheet", by_settings.sheet(best), "approve")
    id = by_settings.sheet(other)
    by_settings.gate.move("sheet", id, "approve")
    assert results(by_settings, id)[2] == 1
