"""Each method turns a value into a share of its weight, exactly, also on every edge."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.cells import Cell
from kpi.methods import earned, verdict
from schema.indicators import Kpi
from schema.scoring import (
    Band,
    Bands,
    Knot,
    Linear,
    Pass,
    PerEvent,
    PerStep,
    Points,
    Range,
    Ratio,
    Relative,
)
from schema.values import Label

HIGHER = Kpi("k", Label({"zh_CN": "指标"}), formula=None)
LOWER = replace(HIGHER, direction="lower")
FREIGHT = Linear(zero_at=Decimal("0.022"), full_at=Decimal("0.016"))
STEPS = PerStep(step=Decimal("0.01"), below=Decimal(2), round="up")


def share(method, value, target=None, kpi=HIGHER, others=()):
    cell = Cell("value", Decimal(value))
    goal = None if target is None else Decimal(target)
    return earned(kpi, cell, goal, method, tuple(map(Decimal, others)))


@pytest.mark.parametrize(
    ("kpi", "value", "target", "most", "expected"),
    [
        pytest.param(HIGHER, "1.2", "1", "1", "1", id="no more than all unless it is said"),
        pytest.param(HIGHER, "1.1", "1", "1.2", "1.1", id="beyond the target in proportion"),
        pytest.param(HIGHER, "9", "1", "1.2", "1.2", id="up to the most"),
        pytest.param(
            LOWER, "0.8", "1", "1.5", "1.2", id="less is better: a fifth less, a fifth more"
        ),
        pytest.param(LOWER, "1.2", "1", "1.5", "0.8", id="and a fifth more costs a fifth"),
        pytest.param(HIGHER, "5", "0", "1.2", "1", id="a target of nothing is reached or not"),
        pytest.param(HIGHER, "-1", "0", "1.2", "0", id="or missed altogether"),
        pytest.param(HIGHER, "-15", "-10", "1.2", "0.5", id="half as far below zero again"),
    ],
)
def test_ratio_is_the_share_of_the_target(kpi, value, target, most, expected):
    assert share(Ratio(Decimal(most)), value, target, kpi) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.01", "1"), ("0.016", "1"), ("0.019", "0.5"), ("0.022", "0"), ("0.5", "0")],
)
def test_linear_runs_from_nothing_to_all_in_either_direction(value, expected):
    assert share(FREIGHT, value) == Decimal(expected)
    turned = Linear(zero_at=-FREIGHT.zero_at, full_at=-FREIGHT.full_at)
    assert share(turned, -Decimal(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.5", "0.6"), ("0.8", "0.6"), ("0.93", "1"), ("0.965", "1.1"), ("1", "1.2"), ("2", "1.2")],
)
def test_points_are_joined_by_straight_lines(value, expected):
    knots = [("0.8", "0.6"), ("0.93", "1"), ("1", "1.2")]
    points = tuple(Knot(Decimal(at), Decimal(earns)) for at, earns in knots)
    assert share(Points(points), value) == Decimal(expected)
    assert share(Points(points[::-1]), value) == Decimal(expected)


BANDS = Bands(
    (
        Band(Decimal(1), since=Decimal("0.95")),
        Band(Decimal("0.8"), since=Decimal("0.9")),
        Band(Decimal(0)),
    )
)
COSTS = Bands((Band(Decimal(1), until=Decimal("0.016")), Band(Decimal("0.5"))))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", "1"), ("0.95", "1"), ("0.9499999", "0.8"), ("0.9", "0.8"), ("0.8999999", "0")],
)
def test_a_limit_belongs_to_the_band_that_begins_there(value, expected):
    assert share(BANDS, value) == Decimal(expected)


def test_an_upper_limit_belongs_to_the_band_that_ends_there():
    assert share(COSTS, Decimal(8) / Decimal(500)) == 1
    assert share(COSTS, "0.0161") == Decimal("0.5")


@pytest.mark.parametrize(
    ("round_", "value", "expected"),
    [
        pytest.param("up", "0.95", "1", id="at the target everything"),
        pytest.param("up", "0.94", "0.98", id="one full step"),
        pytest.param("up", "0.925", "0.94", id="two and a half steps are three started ones"),
        pytest.param("down", "0.925", "0.96", id="and two full ones"),
        pytest.param("up", "0.9499", "0.98", id="a step is started at once"),
        pytest.param("down", "0.9499", "1", id="and not yet full"),
        pytest.param("up", "0", "0", id="never below the floor"),
    ],
)
def test_steps_below_the_target_cost_points(round_, value, expected):
    assert share(replace(STEPS, round=round_), value, "0.95") == Decimal(expected)


@pytest.mark.parametrize(("value", "expected"), [("0.97", "1.01"), ("1.5", "1.1")])
def test_steps_above_it_give_points_up_to_the_most(value, expected):
    more = replace(STEPS, above=Decimal("0.5"), max=Decimal(110))
    assert share(more, value, "0.95") == Decimal(expected)
    assert share(STEPS, value, "0.95") == 1


def test_steps_go_the_other_way_where_less_is_better():
    assert share(STEPS, "0.025", "0.01", LOWER) == Decimal("0.96")
    assert share(STEPS, "0.001", "0.01", LOWER) == 1


@pytest.mark.parametrize(("events", "expected"), [("0", "1"), ("3", "0.7"), ("11", "0.2")])
def test_each_event_costs_points_down_to_the_floor(events, expected):
    assert share(PerEvent(each=Decimal(10), floor=Decimal(20)), events) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected", "said"),
    [
        ("3", "1", "met"), ("10", "1", "met"), ("15", "0.5", "unmet"), ("20", "0", "unmet"),
        ("99", "0", "unmet"), ("2.99", "0", "unmet"),
    ],
)  # fmt: skip
def test_a_range_earns_all_inside_and_less_and_less_outside(value, expected, said):
    stock = Range(Decimal(3), Decimal(10), zero_high=Decimal(20))
    assert share(stock, value) == Decimal(expected)
    assert verdict(HIGHER, Cell("value", Decimal(value)), None, stock) == said


@pytest.mark.parametrize(
    ("value", "others", "kpi", "expected"),
    [
        pytest.param("9", ["1", "5"], HIGHER, "1", id="better than all others"),
        pytest.param("5", ["1", "9"], HIGHER, "0.5", id="better than half of them"),
        pytest.param("1", ["5", "9"], HIGHER, "0", id="better than nobody"),
        pytest.param("5", ["5", "1"], HIGHER, "0.75", id="equals share their places"),
        pytest.param("5", ["5", "5"], HIGHER, "0.5", id="all equal are in the middle"),
        pytest.param("1", ["5", "9"], LOWER, "1", id="the least is the best"),
        pytest.param("1", [], HIGHER, "1", id="alone is all"),
    ],
)
def test_relative_is_the_share_of_those_who_are_worse(value, others, kpi, expected):
    assert share(Relative(), value, kpi=kpi, others=others) == Decimal(expected)


@pytest.mark.parametrize("method", [Ratio(), Pass(), STEPS])
def test_what_needs_a_target_says_nothing_without_one(method):
    assert share(method, "0.9") is None


@pytest.mark.parametrize("method", [Ratio(), FREIGHT, BANDS, PerEvent(each=Decimal(1)), Relative()])
def test_without_a_value_nothing_is_earned_and_nothing_lost(method):
    assert earned(HIGHER, Cell("no_data"), Decimal(1), method) is None
