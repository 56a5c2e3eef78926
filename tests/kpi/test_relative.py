"""Compared with whoever has a sheet of the same card and month, and with nobody else."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kpi.figures import Figures
from kpi.sheet import sheet_of
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.test_snapshots import GARAGE
from tests.worlds import closed, founded, opened

RELATIVE = GARAGE.replace(
    "{kpi: on_time, weight: 100}", "{kpi: on_time, weight: 100, method: relative}"
)


@pytest.fixture
def score(database_url, tmp_path):
    """The score in June of somebody among mechanics with so many of four repairs on time."""
    tables = founded(read({"garage.yaml": RELATIVE}), database_url)
    book = Rulebook(tables.schema, tables, tmp_path, clock=lambda: datetime(2026, 7, 2))
    gate = Gate(book, SYSTEM)

    def made(mine, *others, without_sheet=(), other_month=()):
        def mechanic(on_time, month="2026-06"):
            who = gate.create("mechanic", {"name": "师傅"}).id
            for n in range(4 if on_time is not None else 0):
                done = date(2026, 6, 4 if n < on_time else 6)
                gate.create(
                    "repair", {"mechanic": who, "done_on": done, "due_on": date(2026, 6, 5)}
                )
            return gate.create("review", {"mechanic": who, "month": month}).id if month else 0

        sheet = mechanic(mine)
        for each in others:
            mechanic(each)
        for each in without_sheet:
            mechanic(each, month="")
        for each in other_month:
            mechanic(each, month="2026-05")
        return sheet_of(Figures(book), Gate(book, SYSTEM), "review", sheet).score

    yield made
    closed(tables)


def test_better_than_half_of_the_others_is_half(score):
    assert score(2, 1, 3) == 50


def test_equals_share_their_places(score):
    assert score(2, 2, 1) == 75


def test_who_has_no_value_is_not_compared(score):
    assert score(2, 1, None) == 100


def test_alone_is_all(score):
    assert score(0) == 100


def test_who_has_no_value_has_no_score(score):
    assert score(None, 1, 2) is None


def test_only_sheets_of_the_same_month_are_compared(score):
    assert score(1, 0, without_sheet=(4, 4), other_month=(4,)) == 100


def test_whoever_has_rows_and_no_value_is_not_compared(database_url, tmp_path):
    text = RELATIVE.replace(
        "count(repair where done_on <= due_on) / count(repair)",
        "count(repair) / count(repair where done_on is not empty)",
    )
    assert text != RELATIVE
    with opened(text, database_url, tmp_path, datetime(2026, 7, 2)) as book:
        gate = Gate(book, SYSTEM)
        for done in (date(2026, 6, 4), None):
            who = gate.create("mechanic", {"name": "师傅"}).id
            values = {"mechanic": who, "done_on": done, "due_on": date(2026, 6, 5)}
            gate.create("repair", values)
            gate.create("review", {"mechanic": who, "month": "2026-06"})
        assert sheet_of(Figures(book), gate, "review", 1).score == 100
