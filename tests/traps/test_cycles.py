"""Traps 36 and 48: people who join and leave within a period, and the grades of a small team."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpi.cycle import distribution, status
from kpi.period import Period
from kpi.snapshots import latest
from models import calendar
from records.actor import SYSTEM
from records.refusals import Refused
from tests.kpi.appraised import bath, opened

JOINERS = bath(
    (
        "name is not empty",
        "(hired_on is empty or hired_on <= today()) and (left_on is empty or left_on >= today())",
    ),
)


def test_trap_36_joiners_and_leavers_are_seen_from_the_last_day_of_the_period(
    database_url, tmp_path
):
    with opened(JOINERS, database_url, tmp_path) as run:
        run.person("留")
        run.person("走", left_on="2026-06-29")
        run.person("后来", hired_on="2026-07-01")
        run.person("六月", left_on="2026-06-30")
        june, july = Period.parse("2026-06"), Period.parse("2026-07")
        without = (status(run.gate, run.card, month).without for month in (june, july))
        names = [{each.title for each in people} for people in without]
        assert names == [{"留", "六月"}, {"留", "后来"}]


SHARES = bath(
    more="prorate: {from: hired_on, until: left_on, coefficient: true}\n    results: {coefficient: factor}"
)


@pytest.mark.parametrize(
    ("dates", "share"),
    [
        ({}, "1"),
        ({"hired_on": "2025-01-01"}, "1"),
        ({"hired_on": "2026-06-22"}, "0.3333"),
        ({"left_on": "2026-06-01"}, "0.0476"),
        ({"hired_on": "2026-06-22", "left_on": "2026-06-23"}, "0.0952"),
        ({"hired_on": "2026-07-01"}, "0"),
        ({"left_on": "2026-05-31"}, "0"),
    ],
)
def test_trap_36_the_share_of_working_days_counts_for_joiners_and_leavers(
    database_url, tmp_path, dates, share
):
    with opened(SHARES, database_url, tmp_path) as run:
        calendar.fill(run.book.tables, [2026])
        person = run.person(**dates)
        run.rounds(person, 10)
        id = run.sheet(person)
        made = run.made(id)
        assert made.share == Decimal(share)
        assert made.coefficient == (Decimal("1.2") * made.share).quantize(Decimal("0.0001"))
        run.gate.move("sheet", id, "approve")
        assert run.value(id, "factor") == made.coefficient
        assert latest(run.book, "sheet", id).content["result"]["share"] == share


def test_without_a_calendar_of_the_year_the_share_is_not_guessed(database_url, tmp_path):
    with opened(SHARES, database_url, tmp_path) as run:
        person = run.person(hired_on="2026-06-22")
        run.rounds(person, 10)
        id = run.sheet(person)
        assert (run.made(id).share, run.made(id).coefficient) == (None, None)
        with pytest.raises(Refused, match="2026"):
            run.gate.move("sheet", id, "approve")


def limited(grades: str, mode: str, rounding: str) -> str:
    """The bath with limits of a cycle's grades."""
    rules = f"{{grades: {grades}, mode: {mode}, rounding: {rounding}}}"
    return bath(more=f"distribution: {rules}")


def three(run, *done: int) -> list[int]:
    """The sheets of three people with so many of ten rounds done."""
    made = []
    for n, each in enumerate(done):
        person = run.person(f"人{n}")
        run.rounds(person, each)
        made.append(run.sheet(person))
    return made


@pytest.mark.parametrize(("rounding", "allowed"), [("up", 1), ("half", 1), ("down", 0)])
def test_trap_48_a_fifth_of_three_people_is_one_when_rounded_up(
    database_url, tmp_path, rounding, allowed
):
    with opened(
        limited("{excellent: {max: 20%}}", "warn", rounding), database_url, tmp_path
    ) as run:
        made = three(run, 10, 9, 5)
        found = status(run.gate, run.card, Period.parse("2026-06"))
        (bar,) = distribution(run.gate, found)
        assert (bar.count, bar.most, bar.kept) == (2, allowed, False)
        for id in made:
            run.gate.move("sheet", id, "approve")


def test_trap_48_a_limit_that_blocks_lets_one_of_three_be_excellent(database_url, tmp_path):
    with opened(limited("{excellent: {max: 20%}}", "block", "up"), database_url, tmp_path) as run:
        first, second, third = three(run, 10, 9, 5)
        run.gate.move("sheet", first, "approve")
        with pytest.raises(Refused, match="1"):
            run.gate.move("sheet", second, "approve")
        assert run.value(second, "state") == "open"
        run.gate.move("sheet", third, "approve")
        run.gate.update("sheet", second, {"accidents": 1}, None)
        run.gate.move("sheet", second, "approve")
        assert latest(run.book, "sheet", second).content["result"]["grade"] == "good"


def test_trap_48_a_sheet_that_was_sent_back_takes_no_place(database_url, tmp_path):
    with opened(limited("{excellent: {max: 20%}}", "block", "up"), database_url, tmp_path) as run:
        first, second, _ = three(run, 10, 9, 5)
        run.gate.move("sheet", first, "approve")
        run.gate.move("sheet", first, "reopen")
        run.gate.move("sheet", second, "approve")
        with pytest.raises(Refused):
            run.gate.move("sheet", first, "approve")


def test_trap_48_a_minimum_blocks_when_too_few_sheets_would_be_left(database_url, tmp_path):
    with opened(limited("{fail: {min: 30%}}", "block", "half"), database_url, tmp_path) as run:
        first, second, third = three(run, 10, 9, 8)
        run.gate.move("sheet", first, "approve")
        run.gate.move("sheet", second, "approve")
        with pytest.raises(Refused):
            run.gate.move("sheet", third, "approve")


def test_the_limits_of_a_past_cycle_are_those_of_its_period(database_url, tmp_path):
    text = limited("{excellent: {max: setting.best}}", "block", "up").replace(
        "settings:\n",
        "settings:\n  best: {type: percent, default: 20%, dated: true, label: 名额}\n",
        1,
    )
    with opened(text, database_url, tmp_path) as run:
        run.book.set_setting(SYSTEM, "best", Decimal("0.7"), date(2026, 7, 1))
        first, second, _ = three(run, 10, 9, 5)
        run.gate.move("sheet", first, "approve")
        with pytest.raises(Refused):
            run.gate.move("sheet", second, "approve")
        (bar,) = distribution(run.gate, status(run.gate, run.card, Period.parse("2026-06")))
        assert bar.most == 1
