"""Traps 41 to 49: points, weights, grades and what holds them back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kpi.cells import Cell
from kpi.figures import Figures
from kpi.methods import earned
from kpi.sheet import sheet
from records.actor import SYSTEM
from records.rulebook import Rulebook
from schema.indicators import Grade, Item, Kpi, Scorecard
from schema.load import read
from schema.scoring import PerStep, Rater, Ratio, Relative
from schema.values import Label
from tests.kpi.conftest import BAKERY

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


@pytest.mark.parametrize(
    ("round_", "share"),
    [
        pytest.param("up", "0.94", id="two and a half steps short are three started ones"),
        pytest.param("down", "0.96", id="and two full ones"),
    ],
)
def test_trap_45_steps_say_whether_started_ones_count(round_, share):
    method = PerStep(step=Decimal("0.01"), below=Decimal(2), round=round_)
    assert earned(KPI, Cell("value", Decimal("0.925")), Decimal("0.95"), method) == Decimal(share)


def test_trap_45_steps_above_add_points_up_to_the_most_and_those_below_have_a_floor():
    method = PerStep(
        Decimal("0.01"), Decimal(2), "up", above=Decimal(3), max=Decimal(110), floor=Decimal(80)
    )
    values = ("0.97", "0.99", "0.90", "0.70")
    earns = [earned(KPI, Cell("value", Decimal(v)), Decimal("0.95"), method) for v in values]
    assert earns == [Decimal("1.06"), Decimal("1.1"), Decimal("0.9"), Decimal("0.8")]


def test_trap_44_an_item_may_earn_more_than_its_weight_and_the_score_stays_within(scored):
    ten_of_nine = replace(ITEM, method=Ratio(Decimal("1.2")))
    made = scored(card=replace(CARD, items=(ten_of_nine,)), batches=100)
    assert (made.items[0].points, made.score) == (110, 100)
    assert scored(card=replace(CARD, items=(ten_of_nine,), max=105), batches=100).score == 105


@pytest.mark.parametrize(("adjustment", "score"), [("-5", 100), ("-15", 95), ("5", 100)])
def test_trap_44_points_by_hand_count_before_the_score_is_held_within(scored, adjustment, score):
    """110 points less 5 are 105, of which 100 count; they are not 100 less 5."""
    ten_of_nine = replace(ITEM, method=Ratio(Decimal("1.2")))
    card = replace(CARD, items=(ten_of_nine,))
    assert scored(adjustment, card=card, batches=100).score == score


@pytest.mark.parametrize(
    ("value", "others", "share"),
    [
        pytest.param("5", ["1", "9"], "0.5", id="the middle of three"),
        pytest.param("5", ["5", "1"], "0.75", id="two equals share the first and the second place"),
        pytest.param("5", [], "1", id="a cohort of one"),
    ],
)
def test_trap_47_a_rank_shares_ties_and_needs_nobody_to_compare_with(value, others, share):
    compared = tuple(map(Decimal, others))
    found = earned(KPI, Cell("value", Decimal(value)), None, Relative(), compared)
    assert found == Decimal(share)


def test_trap_47_whoever_has_no_value_has_no_rank():
    assert earned(KPI, Cell("no_data"), None, Relative(), (Decimal(1),)) is None


@pytest.mark.parametrize("rule", ["renormalize", "full", "zero"])
def test_trap_46_whatever_the_rule_nothing_at_all_is_no_score(scored, rule):
    assert scored(batches=0, card=replace(CARD, when_item_empty=rule)).score is None


@pytest.mark.parametrize(("rule", "score"), [("renormalize", 100), ("full", 100), ("zero", 60)])
def test_trap_46_one_empty_item_of_two_counts_as_the_card_says(scored, rule, score):
    items = (replace(ITEM, weight=Decimal(60)), EMPTY)
    assert scored(card=replace(CARD, items=items, when_item_empty=rule)).score == score


@pytest.mark.parametrize("rule", ["renormalize", "full", "zero", "manual"])
@pytest.mark.parametrize(
    ("month", "points", "score"),
    [
        pytest.param(date(2026, 6, 1), 20, 80, id="half of the target at the end of the quarter"),
        pytest.param(date(2026, 5, 1), None, 100, id="no number of its own in between"),
    ],
)
def test_trap_46_what_does_not_apply_is_left_out_whatever_the_card_says(
    bakery, put, rule, month, points, score
):
    quarterly = "sales: {label: 销售额, period: quarter, target: 100,"
    schema = read({"bakery.yaml": BAKERY.replace("sales: {label: 销售额,", quarterly)})
    engine = Figures(Rulebook(schema, bakery.tables, bakery.files_folder, bakery.clock))
    baker = put("baker", name="魏")
    put("batch", baker=baker, due_on=month, baked_on=month, sold="50")
    items = (replace(ITEM, weight=Decimal(60)), EMPTY)
    raters = {"superior": Rater("superior", NAME)}
    card = replace(CARD, items=items, when_item_empty=rule, raters=raters)
    made = sheet(engine, card, baker, month, None, None, bakery.context(SYSTEM))
    assert (made.items[1].points, made.score, made.obstacles) == (points, score, ())


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
