"""Traps 1 to 10: arithmetic, and what is empty."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from formula.kinds import quantized
from kpi.cells import Cell
from kpi.judge import judged
from kpi.methods import earned
from kpi.period import Period
from kpi.sheet import sheet
from kpi.show import cell_text, number, value_text
from records.actor import SYSTEM
from reports.sheets import sheet_view
from schema.indicators import Kpi
from schema.problems import Problems
from schema.values import Label
from tests.traps.test_scoring import CARD

WON = "count(deal where stage = 'won') / count(deal)"
JUNE_2026 = date(2026, 6, 1)
KPI = Kpi("k", Label({"zh_CN": "指标"}), formula=None)


def test_trap_01_two_counts_are_not_divided_as_integers(shop):
    for stage in ("won", "lost", "lost", "open"):
        shop.put("deal", signed_on="2025-06-02", stage=stage)
    assert shop.value(WON) == Decimal("0.25")


def test_trap_02_a_denominator_of_zero_is_no_data(shop):
    shop.put("deal", signed_on="2025-06-02", urgent=True, pieces=0)
    for top, above in (("count(deal)", 1), ("(count(deal) * 5)", 5)):
        cell = shop.cell(f"{top} / sum(deal.pieces)")
        assert (cell.state, cell.value, cell.numerator, cell.denominator) == (
            "no_data", None, above, 0)  # fmt: skip
    assert shop.cell("sum(deal.amount / deal.pieces)").value == 0, "of the row nothing is added"


def test_trap_03_no_rows_are_not_a_zero(shop):
    rule = {"when_no_rows": "zero"}
    assert shop.cell("count(deal)", **rule).value == 0
    assert shop.cell("sum(deal.amount)", **rule).value == 0
    for function in ("avg", "min", "max"):
        cell = shop.cell(f"{function}(deal.amount) + count(deal)")
        assert (cell.state, cell.value) == ("no_data", None)
    assert shop.cell("avg(deal.amount)").state == "no_data"
    shop.put("deal", signed_on="2025-06-02")
    assert shop.cell("avg(deal.amount)").value is None, "a row without an amount"


def test_trap_04_one_minus_no_data_is_no_data(shop):
    assert shop.cell(f"1 - {WON}").value is None
    shop.put("deal", signed_on="2025-06-02", stage="won", pieces=0)
    assert shop.cell("1 - count(deal) / sum(deal.pieces)").value is None
    assert shop.value(f"1 - {WON}") == 0


def test_trap_06_different_and_not_in_take_empty_as_different(shop):
    for stage in ("won", "lost", None):
        shop.put("deal", signed_on="2025-06-02", stage=stage)
    assert shop.value("count(deal where stage != 'won')") == 2
    assert shop.value("count(deal where stage not in ('won', 'lost'))") == 1
    assert shop.value("count(deal where not (stage = 'won'))") == 2
    assert shop.cell("count(deal where pieces < 5)").rows == 0


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("EMPTY != 5", True),
        ("EMPTY = 5", False),
        ("EMPTY = EMPTY", False),
        ("EMPTY != EMPTY", True),
        ("EMPTY > 5", False),
        ("not (EMPTY > 5)", True),
        ("EMPTY > 5 or count(deal) = 1", True),
        ("EMPTY > 5 and count(deal) = 1", False),
        ("not (EMPTY between 1 and 9)", True),
        ("EMPTY in (1, 2)", False),
        ("EMPTY not in (1, 2)", True),
        ("count(deal) in (1, 2)", True),
        ("count(deal) not in (1, 2)", False),
        ("EMPTY is empty and not (EMPTY is not empty)", True),
    ],
)
def test_trap_06_a_condition_about_a_figure_takes_empty_as_one_about_a_row(shop, condition, holds):
    """What is asked of an average that is not there is answered as of a field that is empty."""
    shop.put("deal", signed_on="2025-06-02", stage="won")
    of_figure = condition.replace("EMPTY", "avg(deal.amount)")
    of_row = condition.replace("EMPTY", "amount").replace("count(deal)", "1")
    assert shop.value(f"if({of_figure}, 1, 0)") == holds
    assert shop.cell(f"count(deal where {of_row})").rows == holds


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [("89.995", 2, "90.00"), ("0.5", 0, "1"), ("2.5", 0, "3"), ("-0.5", 0, "-1"), ("-0.4", 0, "0")],
)
def test_trap_07_rounding_is_half_up(value, digits, shown):
    assert number(Decimal(value), digits) == shown


def test_trap_07_a_figure_rounds_the_same_in_its_formula(shop):
    for pieces in (2, 3):
        shop.put("deal", signed_on="2025-06-02", pieces=pieces)
    assert shop.value("round(avg(deal.pieces), 0)") == 3


@pytest.mark.parametrize(
    ("points", "printed", "grade"),
    [("89.94", "89.9", "good"), ("89.95", "90.0", "excellent"), ("79.95", "80.0", "good"), ("79.9499", "79.9", "fail")],
)  # fmt: skip
def test_trap_07_screen_paper_and_grade_go_by_the_same_rounded_score(
    bakery, figures, put, points, printed, grade
):
    """A sheet that scores 89.95 says 90.0 everywhere, and 90.0 is excellent."""
    baker = put("baker", name="魏")
    put("batch", baker=baker, due_on=date(2026, 6, 10), baked_on=date(2026, 6, 9))
    extra = Decimal(points) - 100
    made = sheet(figures, CARD, baker, JUNE_2026, extra, None, bakery.context(SYSTEM))
    on_screen = number(made.score, CARD.decimals)
    on_paper = sheet_view(made, lambda of: "")
    assert (on_screen, on_paper.score, made.grade.name) == (printed, printed, grade)
    assert shown_grade(Decimal(on_screen)) == grade


def shown_grade(score):
    """The grade that a reader of the printed number looks up in the printed table."""
    return next(g.name for g in CARD.grades if g.since is None or score >= g.since)


def test_trap_07_a_cell_s_text_is_the_same_on_a_board_and_on_paper(shop):
    """One of eight is 12.5%: 13% where no decimals are shown, and never 12%."""
    for n in range(8):
        shop.put("deal", signed_on="2025-06-02", stage="won" if n == 0 else "lost")
    engine = shop.figures(WON, unit="percent", decimals=0)
    kpi, june = engine.kpi("asked"), Period.parse("2025-06")
    cell = engine.cells(["asked"], [june])["asked"][(june.key, None)]
    assert cell_text(kpi, cell) == value_text(kpi, cell.value) == "13%"
    assert quantized(cell.value, 2) == shop.value(f"round({WON}, 2)") == Decimal("0.13")


def test_trap_09_the_limit_itself_is_reached(shop):
    for pieces in (8, 492):
        shop.put("deal", signed_on="2025-06-02", pieces=pieces)
    formula = "sum(deal.pieces where pieces < 10) / sum(deal.pieces)"
    engine = shop.figures(formula, direction="lower", target="1.6%", unit="percent")
    june = Period.parse("2025-06")
    kpi, cell = engine.kpi("asked"), engine.cells(["asked"], [june])["asked"][("2025-06", None)]
    assert judged(kpi, cell, engine.target(kpi, june)) == "met"
    assert engine.target(kpi, june) == Decimal("0.016")


def test_trap_09_a_ratio_is_not_compared_with_a_forgotten_percent_sign(shop):
    with pytest.raises(Problems, match=r"1\.6%"):
        shop.figures("if(count(deal) / count(deal) <= 1.6, 1, 0)")


@pytest.mark.parametrize(
    ("direction", "value", "target", "share"),
    [
        ("higher", "-10", "-10", "1"),
        ("higher", "-15", "-10", "0.5"),
        ("higher", "-30", "-10", "0"),
        ("higher", "-1", "0", "0"),
        ("higher", "0", "0", "1"),
        ("lower", "0", "0", "1"),
        ("lower", "3", "0", "0"),
        ("lower", "-5", "-10", "0.5"),
    ],
)
def test_trap_10_targets_of_zero_and_below(direction, value, target, share):
    kpi = replace(KPI, direction=direction)
    points = earned(kpi, Cell("value", Decimal(value)), Decimal(target))
    assert points == Decimal(share)
