"""A sheet turns figures into points, and points into a grade."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kpi.sheet import sheet
from records.actor import SYSTEM
from schema.indicators import Grade, Item, Scorecard
from schema.values import Label

JUNE = date(2026, 6, 1)
SALES = Item("sales", Label({"zh_CN": "业绩"}), weight=Decimal(40))
ON_TIME = Item("on_time", Label({"zh_CN": "及时"}), weight=Decimal(60))
GRADES = (
    Grade("excellent", Label({"zh_CN": "优秀"}), Decimal(90)),
    Grade("good", Label({"zh_CN": "良好"}), Decimal(80)),
    Grade("fail", Label({"zh_CN": "不合格"})),
)
CARD = Scorecard(
    "card", Label({"zh_CN": "考核表"}), "x", "x", (ON_TIME, SALES), person="x", grades=GRADES
)


@pytest.fixture
def filled(bakery, figures, put):
    """A sheet of a baker with so many of ten batches on time, and a sale."""

    def made(on_time: int, card=CARD, adjustment=None):
        baker = put("baker", name="魏")
        for n in range(10):
            baked = date(2026, 6, 9 if n < on_time else 11)
            put("batch", baker=baker, due_on=date(2026, 6, 10), baked_on=baked, sold=Decimal("1"))
        return sheet(figures, card, baker, JUNE, adjustment, None, bakery.context(SYSTEM))

    return made


def test_points_are_the_share_of_the_target_times_the_weight(filled):
    assert filled(9).items[0].points == Decimal("60.00")
    assert filled(9).items[0].verdict == "met"


def test_an_item_without_a_target_is_left_out_and_the_rest_shared_out(filled):
    made = filled(9)
    assert made.items[1].points is None
    assert made.computed == Decimal("100.0")


def test_half_of_the_target_earns_half(filled):
    made = filled(9, card=replace(CARD, items=(replace(ON_TIME, weight=Decimal(100)),)))
    worse = filled(0, card=replace(CARD, items=(replace(ON_TIME, weight=Decimal(100)),)))
    assert (made.score, worse.score) == (Decimal("100.0"), Decimal("0.0"))


def test_an_unweighted_item_is_shown_and_not_scored(filled):
    made = filled(9, card=replace(CARD, items=(ON_TIME, replace(SALES, weight=None))))
    assert [item.kpi.name for item in made.unweighted] == ["sales"]
    assert made.weight == 60


@pytest.mark.parametrize(
    ("adjustment", "score", "grade"),
    [
        ("-10.1", "89.9", "good"),
        ("-10", "90.0", "excellent"),
        ("+5", "100.0", "excellent"),
        ("-20.05", "80.0", "good"),
    ],
)
def test_the_rounded_score_with_its_adjustment_decides_the_grade(filled, adjustment, score, grade):
    made = filled(9, adjustment=Decimal(adjustment))
    assert (made.score, made.grade.name) == (Decimal(score), grade)


def test_without_any_value_there_is_no_score_and_no_grade(bakery, figures, put):
    baker = put("baker", name="何")
    made = sheet(figures, CARD, baker, JUNE, None, None, bakery.context(SYSTEM))
    assert (made.score, made.grade) == (None, None)
