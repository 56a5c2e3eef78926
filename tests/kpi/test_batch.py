"""A whole cycle computed and frozen at once: the same numbers, fewer questions, nobody held up."""

from __future__ import annotations

import json

import pytest

from kpi.batch import computed, freeze_all, unfrozen
from kpi.chain import verify
from kpi.evidence import evidence
from kpi.figures import Figures
from kpi.period import Period
from kpi.sheet import sheet_of
from kpi.snapshots import latest
from tests.kpi.appraised import bath, opened

JUNE = Period.parse("2026-06")
RULES = bath(
    ("    adjust: extra\n", "    adjust: {field: extra, reason: extra_reason}\n    history: 3\n")
)


@pytest.fixture
def run(database_url, tmp_path):
    """Three approved sheets that are not frozen yet, one of them without its reason; one is open."""
    with opened(RULES, database_url, tmp_path) as found:
        found.book.watchers = ()
        found.people = [found.person(name) for name in "甲乙丙丁"]
        for done, who in zip((9, 8, 7, 6), found.people, strict=True):
            found.rounds(who, done)
            found.rounds(who, done - 1, month="2026-05")
        more = ({}, {"extra": 3}, {}, {})
        found.sheets = [
            found.sheet(who, span="month", **each)
            for who, each in zip(found.people, more, strict=True)
        ]
        for sheet in found.sheets[:3]:
            found.gate.move("sheet", sheet, "approve")
        yield found


@pytest.fixture
def asked(run, monkeypatch):
    """The statements that are sent from now on."""
    sent, execute = [], run.book.tables.database.execute_sql
    monkeypatch.setattr(
        run.book.tables.database,
        "execute_sql",
        lambda sql, *more, **named: sent.append(sql) or execute(sql, *more, **named),
    )
    return sent


def test_all_that_are_ready_are_frozen_and_the_others_are_told(run):
    found = unfrozen(run.gate, run.card, JUNE)
    assert {each.id for each in found.ready} == set(run.sheets[:3])
    assert [each.id for each in found.waiting] == run.sheets[3:]
    heard = []
    done = freeze_all(run.gate, found.ready, "月结", lambda *told: heard.append(told))
    assert heard == [(1, 3), (2, 3), (3, 3)]
    (refused,) = (each for each in done if each.snapshot is None)
    assert refused.sheet.id == run.sheets[1] and refused.why
    assert latest(run.book, "sheet", run.sheets[1]) is None
    frozen = {each.sheet.id: each.snapshot for each in done if each.snapshot}
    assert set(frozen) == {run.sheets[0], run.sheets[2]}
    assert {each.reason for each in frozen.values()} == {"月结"}
    assert verify(run.book).sound
    assert [each.id for each in unfrozen(run.gate, run.card, JUNE).ready] == [run.sheets[1]]


def test_what_is_computed_for_all_together_is_what_each_has_alone(run):
    together = {record.id: sheet for record, sheet in computed(run.gate, run.card, JUNE)}
    assert set(together) == set(run.sheets)
    for id, sheet in together.items():
        alone = sheet_of(Figures(run.book), run.gate, "sheet", id)
        assert (sheet.items, sheet.score, sheet.grade) == (alone.items, alone.score, alone.grade)
    assert len({sheet.score for sheet in together.values()}) > 2


def test_the_rows_of_each_are_its_own(run):
    done = freeze_all(run.gate, unfrozen(run.gate, run.card, JUNE).ready)
    for each in done:
        if each.snapshot:
            (item,) = each.snapshot.content["items"]
            who = each.snapshot.person
            alone = evidence(Figures(run.book), "rounds_done", JUNE, "employee", who)
            assert item["evidence"] == json.loads(json.dumps(alone))
            assert (alone["denominator"]["count"], alone["numerator"]["count"]) in {
                (10, 9),
                (10, 7),
            }


def test_the_figures_are_asked_once_and_the_rows_once_for_each(run, asked):
    ready = unfrozen(run.gate, run.card, JUNE).ready
    asked.clear()
    freeze_all(run.gate, ready)
    rounds = [sql for sql in asked if 'FROM "round"' in sql]
    assert len(rounds) == 1 + 2, "one for all figures, one for the rows of each that is frozen"
