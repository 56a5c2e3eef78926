"""Traps 41 to 49: points, weights, grades and what holds them back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kpi.cells import Cell
from kpi.methods import earned
from kpi.sheet import sheet
from records.actor import SYSTEM
from schema.indicators import Grade, Item, Kpi, Scorecard
from schema.values import Label

NAME = Label({"zh_CN": "项"})
JUNE = date(2026, 6, 1)
GRADES = (
    Grade("excellent", NAME, Decimal(90)),
    Grade("good", NAME, Decimal(80)),
    Grade("fail", NAME),
)
ITEM = Item("on_time", NAME, weight=Decimal(100))
EMPTY = Item("sales", NAME, weight=Decimal(40))
CARD = Scorecard("card", NAME, "x", "x", (ITEM,), person="x", grades=GRADES)
KPI = Kpi("k", NAME, formula=None)


@pytest.fixture
def scored(bakery, figures, put):
    """A baker's sheet with nine of ten batches on time, so that 90% is reached exactly."""

    def made(adjustment=None, card=CARD, batches=10):
        baker = put("baker", name="魏")
        for n in range(batches):
            baked = date(2026, 6, 9 if n else 11)
            put("batch", baker=baker, due_on=date(2026, 6, 10), baked_on=baked)
        extra = None if adjustment is None else Decimal(adjustment)
        return sheet(figures, card, baker, JUNE, extra, None, bakery.context(SYSTEM))

    return made


def test_trap_05_an_item_without_a_value_is_not_a_zero(scored):
    made = scored(card=replace(CARD, items=(replace(ITEM, weight=Decimal(60)), EMPTY)))
    assert (made.items[1].points, made.score) == (None, 100)


@pytest.mark.parametrize(
    ("adjustment", "score", "grade"),
    [
        ("-10", "90.0", "excellent"),
        ("-10.04", "90.0", "excellent"),
        ("-10.05", "90.0", "excellent"),
        ("-10.06", "89.9", "good"),
        ("-10.5", "89.5", "good"),
        ("-20", "80.0", "good"),
        ("-20.1", "79.9", "fail"),
    ],
)
def test_trap_42_on_every_edge_and_between_the_printed_score_decides(
    scored, adjustment, score, grade
):
    made = scored(adjustment)
    assert (made.score, made.grade.name) == (Decimal(score), grade)


@pytest.mark.parametrize(
    ("value", "share"), [("0.5", "1"), ("1", "1"), ("1.5", "0.5"), ("2", "0"), ("9", "0")]
)
def test_trap_43_less_is_better_earns_all_below_and_less_above(value, share):
    lower = replace(KPI, direction="lower")
    assert earned(lower, Cell("value", Decimal(value)), Decimal(1)) == Decimal(share)


@pytest.mark.parametrize(("adjustment", "score"), [("50", 100), ("-500", 0)])
def test_trap_44_a_score_stays_between_nothing_and_all(scored, adjustment, score):
    assert scored(adjustment).score == score


def test_trap_46_without_any_item_there_is_no_score_and_no_grade(scored):
    made = scored(batches=0)
    assert (made.score, made.grade) == (None, None)


def test_trap_47_equal_ones_share_a_place_and_without_data_there_is_none(shop):
    team, other = shop.put("team", name="a"), shop.put("team", name="b")
    first, second, third, idle = (shop.put("clerk", name=n, team=team) for n in "甲乙丙丁")
    alone = shop.put("clerk", name="戊", team=other)
    for clerk, pieces in ((first, 5), (second, 5), (third, 3), (alone, 1)):
        shop.put("deal", signed_on="2025-06-02", seller=clerk, pieces=pieces)
    shop.put("deal", signed_on="2025-06-02", seller=idle, pieces=None)
    places = shop.cells("rank(avg(deal.pieces), 'department')", "2025-06", "employee")
    assert [places[who].value for who in (first, second, third)] == [1, 1, 3]
    assert (places[idle].state, places[idle].value) == ("no_data", None)
    assert places[alone].value == 1
    lowest_first = shop.cells("rank(avg(deal.pieces), 'department', 'asc')", "2025-06", "employee")
    assert [lowest_first[who].value for who in (first, second, third)] == [2, 2, 1]
