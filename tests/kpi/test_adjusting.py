"""Points by hand need a reason and stay within limits; a calibrated score leaves the computed one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi import thawed
from kpi.snapshots import latest
from records.history import history
from records.refusals import Refused
from tests.kpi.appraised import bath, opened

ADJUST = """adjust: {field: extra, reason: extra_reason, evidence: extra_paper, bonus_max: 5, penalty_max: 10}"""
CALIBRATE = "calibrate: {score: fixed_score, reason: fixed_reason}"
RULES = bath(
    ("adjust: extra", ADJUST),
    more=f"{CALIBRATE}\n    results: {{score: final_score, grade: final_grade}}",
)


@pytest.fixture
def run(database_url, tmp_path):
    """A bath with rules for points by hand and for calibrated scores."""
    with opened(RULES, database_url, tmp_path) as found:
        yield found


@pytest.fixture
def of(run):
    """A sheet with so many of ten rounds done, and what its record says."""

    def made(done: int, **values) -> int:
        person = run.person()
        run.rounds(person, done)
        return run.sheet(person, **values)

    return made


@pytest.mark.parametrize(
    ("given", "counted", "score"),
    [("5", "5", "85"), ("5.01", "5", "85"), ("-10", "-10", "70"), ("-10.01", "-10", "70")],
)
def test_an_adjustment_counts_up_to_its_limits(run, of, given, counted, score):
    made = run.made(of(8, extra=given, extra_reason="x", extra_paper="y"))
    assert (made.computed, made.adjustment, made.score) == (80, Decimal(counted), Decimal(score))
    assert bool(made.obstacles) == (given != counted)


def test_what_is_beyond_the_limit_is_corrected_before_the_sheet_freezes(run, of):
    id = of(8, extra="6", extra_reason="x", extra_paper="y")
    with pytest.raises(Refused, match=r"\+6.*\+5"):
        run.gate.move("sheet", id, "approve")
    run.gate.update("sheet", id, {"extra": "5"}, None)
    run.gate.move("sheet", id, "approve")
    assert run.value(id, "final_score") == 85


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"extra": "1"}, "理由"),
        ({"extra": "-1", "extra_paper": "y"}, "理由"),
        ({"extra": "1", "extra_reason": "x"}, "依据"),
    ],
)
def test_an_adjusted_sheet_needs_reason_and_evidence(run, of, values, words):
    with pytest.raises(Refused, match=words):
        run.gate.move("sheet", of(8, **values), "approve")


def test_without_an_adjustment_nothing_is_asked(run, of):
    for values in ({}, {"extra": "0"}):
        run.gate.move("sheet", of(8, **values), "approve")


def test_the_limits_of_the_score_come_after_the_adjustment_and_gates_after_both(run, of):
    best = run.made(of(10, extra="5", extra_reason="x", extra_paper="y", accidents=1))
    assert (best.score, best.grade.name, best.capped) == (100, "good", True)
    worst = run.made(of(0, extra="-10", extra_reason="x", extra_paper="y"))
    assert (worst.score, worst.grade.name) == (0, "fail")


def test_a_calibrated_score_stands_beside_the_computed_one_and_decides_the_grade(run, of):
    id = of(8, fixed_score="91", fixed_reason="comparison")
    made = run.made(id)
    assert (made.computed, made.uncalibrated, made.calibrated, made.score) == (80, 80, 91, 91)
    assert made.grade.name == "excellent"
    run.gate.move("sheet", id, "approve")
    kept = latest(run.book, "sheet", id)
    told = kept.content["result"]
    assert (told["computed"], told["uncalibrated"], told["calibrated"]) == ("80", "80", "91")
    assert thawed.sheet(kept).uncalibrated == 80
    assert run.value(id, "final_score") == 91


def test_who_calibrated_when_from_what_to_what_is_in_the_history(run, of):
    id = of(8)
    run.gate.update("sheet", id, {"fixed_score": "85", "fixed_reason": "first"}, None)
    run.gate.update("sheet", id, {"fixed_score": "88", "fixed_reason": "second"}, None)
    told = history(run.gate.session, run.book.entity("sheet"), run.gate.session.row("sheet", id))
    changes = [entry.changes["fixed_score"] for entry in told if "fixed_score" in entry.changes]
    assert changes == [(Decimal("85.0"), Decimal("88.0")), (None, Decimal("85.0"))]


@pytest.mark.parametrize(
    ("values", "words"),
    [({"fixed_score": "91"}, "审定理由"), ({"fixed_score": "101", "fixed_reason": "x"}, "101")],
)
def test_a_calibration_needs_its_reason_and_a_possible_score(run, of, values, words):
    with pytest.raises(Refused, match=words):
        run.gate.move("sheet", of(8, **values), "approve")


def test_trap_42_a_grade_goes_by_the_printed_score_wherever_it_is_from(run, of):
    for given, score, grade in (("89.5", "89.5", "good"), ("90", "90", "excellent")):
        made = run.made(of(8, fixed_score=given, fixed_reason="x"))
        assert (made.score, made.grade.name) == (Decimal(score), grade)
