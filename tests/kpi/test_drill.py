"""Every number opens to exactly its rows, and says what the viewer may not see."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.period import Period
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.query import Query

JUNE = Period.parse("2026-06")


@pytest.fixture
def team(put):
    """Two bakers and nobody: five batches due in June, one of them not baked yet."""
    wei, he = put("baker", name="魏"), put("baker", name="何")
    for baker, due, baked in (
        (wei, 1, 1),
        (wei, 30, 29),
        (he, 10, 12),
        (he, 11, None),
        (None, 12, 12),
    ):
        day = date(2026, 6, baked) if baked else None
        put("batch", baker=baker, due_on=date(2026, 6, due), baked_on=day, sold=Decimal("2"))
    put("batch", baker=wei, due_on=date(2026, 7, 1), baked_on=date(2026, 7, 1))
    return {"wei": wei, "he": he}


def counted(bakery, figures, actor=SYSTEM, **asked):
    conditions = figures.rows("on_time", JUNE, **asked)
    return Gate(bakery, actor).count("batch", Query(where=conditions["batch"]))


@pytest.mark.parametrize(
    ("part", "rows"), [("numerator", 3), ("denominator", 4), ("difference", 1)]
)
def test_as_many_rows_open_as_were_counted(bakery, figures, team, part, rows):
    cell = figures.cells(["on_time"], [JUNE])["on_time"][(JUNE.key, None)]
    assert {"numerator": cell.numerator, "denominator": cell.denominator}.get(part, 1) == rows
    assert counted(bakery, figures, part=part) == rows


def test_a_person_s_cell_opens_to_that_person_s_rows(bakery, figures, team):
    assert counted(bakery, figures, level="employee", subject=team["wei"]) == 2


def test_nobody_s_rows_can_be_opened_too(bakery, figures, team):
    assert counted(bakery, figures, level="employee", subject=None) == 1


def test_the_number_is_the_same_for_everybody_but_the_rows_are_the_viewer_s(bakery, figures, team):
    wei = person_actor(bakery.schema, team["wei"], ["hand"])
    assert counted(bakery, figures, actor=wei) == 2
    assert counted(bakery, figures) == 4


def test_a_year_to_date_opens_to_the_rows_of_the_year(bakery, figures, put):
    put("batch", baked_on=date(2026, 1, 31), sold=Decimal("10"))
    put("batch", baked_on=date(2026, 6, 1), sold=Decimal("5"))
    put("batch", baked_on=date(2025, 12, 31), sold=Decimal("99"))
    rows = figures.rows("sales_to_date", JUNE)["batch"]
    assert Gate(bakery, SYSTEM).count("batch", Query(where=rows)) == 2
