"""Targets, verdicts and points, exact on the limit."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.cells import Cell
from kpi.judge import Range, gap, judged
from kpi.methods import earned
from kpi.show import gap_text, percent, target_text, trimmed_text, value_text
from schema.indicators import Kpi
from schema.scoring import Pass
from schema.values import Label

KPI = Kpi("k", Label({"zh_CN": "指标"}), formula=None)
LOWER = replace(KPI, direction="lower")
BELOW = replace(LOWER, strict=True)


def cell(value):
    return Cell("value", Decimal(value))


@pytest.mark.parametrize(
    ("kpi", "value", "target", "verdict"),
    [
        pytest.param(KPI, "0.93", "0.93", "met", id="on the limit is enough"),
        pytest.param(KPI, "0.9299999", "0.93", "unmet", id="just below is not"),
        pytest.param(LOWER, Decimal(8) / Decimal(500), "0.016", "met", id="8 of 500 is 1.6%"),
        pytest.param(LOWER, "0.0161", "0.016", "unmet", id="above a limit"),
        pytest.param(BELOW, "0.01", "0.01", "unmet", id="strictly below means below"),
        pytest.param(BELOW, "0.0099", "0.01", "met", id="and is met below"),
    ],
)
def test_a_value_is_judged_exactly(kpi, value, target, verdict):
    assert judged(kpi, cell(value), Decimal(target)) == verdict


def test_without_a_value_or_a_target_the_verdict_is_open():
    assert judged(KPI, Cell("no_data"), Decimal(1)) == "open"
    assert judged(KPI, cell("1"), None) == "open"


@pytest.mark.parametrize(
    ("kpi", "value", "target", "share"),
    [
        pytest.param(KPI, "0.475", "0.95", "0.5", id="half of the target earns half"),
        pytest.param(KPI, "2", "0.95", "1", id="more than the target earns all"),
        pytest.param(KPI, "0", "0.95", "0", id="nothing earns nothing"),
        pytest.param(LOWER, "0.015", "0.01", "0.5", id="half too much costs half"),
        pytest.param(LOWER, "0.05", "0.01", "0", id="never below nothing"),
        pytest.param(BELOW, "0.01", "0.01", "1", id="on a strict limit nothing is lost yet"),
    ],
)
def test_points_are_proportional(kpi, value, target, share):
    assert earned(kpi, cell(value), Decimal(target)) == Decimal(share)


def test_all_or_nothing_gives_nothing_below_the_target():
    assert earned(KPI, cell("0.94"), Decimal("0.95"), Pass()) == 0


def test_a_gap_that_rounds_to_zero_is_not_shown_as_zero():
    missed = gap(KPI, cell("0.9299999"), Decimal("0.93"))
    assert gap_text(replace(KPI, decimals=1), missed) == "< 0.1"


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.92345", "92.3%"), ("0.9235", "92.4%"), ("-0.00049", "0.0%"), ("12.5", "1,250.0%")],
)
def test_a_percentage_is_rounded_half_up(value, text):
    assert percent(Decimal(value), 1) == text


def test_a_target_shows_its_direction_and_no_needless_digits():
    assert target_text(KPI, Decimal("0.30")) == "≥ 30%"
    assert target_text(BELOW, Decimal("0.01")) == "< 1%"
    assert trimmed_text(replace(KPI, unit="money"), Decimal("500000")) == "500,000"


def test_no_value_is_a_dash():
    assert value_text(KPI, None) == "–"


WITHIN = replace(KPI, direction="range")


@pytest.mark.parametrize(
    ("value", "verdict", "missing", "share"),
    [
        pytest.param("0.95", "met", None, "1", id="its lower end is in it"),
        pytest.param("1.05", "met", None, "1", id="and its upper end"),
        pytest.param("0.855", "unmet", "0.095", "0.9", id="a tenth too little costs a tenth"),
        pytest.param("1.155", "unmet", "0.105", "0.9", id="a tenth too much as well"),
    ],
)
def test_a_range_is_met_inside_it(value, verdict, missing, share):
    aim = Range(Decimal("0.95"), Decimal("1.05"))
    assert judged(WITHIN, cell(value), aim) == verdict
    assert gap(WITHIN, cell(value), aim) == (missing and Decimal(missing))
    assert earned(WITHIN, cell(value), aim) == Decimal(share)
