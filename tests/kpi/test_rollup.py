"""Longer and shorter periods than a figure's own, coarser levels, and what a number is flagged with."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.board import board
from kpi.flags import flags
from kpi.period import Period
from records.actor import SYSTEM
from schema.indicators import Dashboard
from schema.values import Label
from tests.traps.conftest import shop  # noqa: F401

SALES = "sum(deal.amount)"
SHARE = "count(deal where stage = 'won') / count(deal)"
QUARTER = "2025-Q1"


@pytest.fixture
def sold(shop):  # noqa: F811
    """Sell on days of 2025: `sold("01-05", 10, "won")`."""

    def sell(day: str, amount: int, stage: str = "lost", **more):
        return shop.put(
            "deal", signed_on=f"2025-{day}", amount=Decimal(amount), stage=stage, **more
        )

    return sell


@pytest.mark.parametrize(
    ("rollup", "expected"),
    [
        pytest.param("recompute", Decimal(2) / 5, id="of all rows together"),
        pytest.param("sum", Decimal("1.25"), id="the months added"),
        pytest.param(
            "avg", Decimal("0.625"), id="their plain average, months without rows left out"
        ),
        pytest.param("max", 1, id="the best month"),
        pytest.param("last", Decimal("0.25"), id="the last month that has a number"),
    ],
)
def test_a_longer_period_is_made_of_months(shop, sold, rollup, expected):  # noqa: F811
    who = shop.put("clerk", name="a")
    sold("01-05", 1, "won", seller=who)
    sold("02-05", 1, "won", seller=who)
    for stage in ("lost", "open", "open"):
        sold("02-06", 1, stage, seller=who)
    assert shop.value(SHARE, QUARTER, rollup=rollup) == expected


def test_the_last_months_number_opens_to_its_own_rows(shop, sold):  # noqa: F811
    sold("01-05", 5)
    for day in ("02-03", "02-09"):
        sold(day, 4)
    cell = shop.cell(SALES, QUARTER, rollup="last")
    engine = shop.figures(SALES, rollup="last")
    assert (cell.value, cell.rows) == (8, 2)
    (condition,) = engine.rows("asked", Period.parse(QUARTER)).values()
    from records.gate import Gate
    from records.query import Query

    assert Gate(engine.rulebook, SYSTEM).count("deal", Query(where=condition)) == 2


def test_an_average_over_people_leaves_nobody_out_and_a_sum_does_not(shop, sold):  # noqa: F811
    team = shop.put("team", name="t")
    one, two = (shop.put("clerk", name=name, team=team) for name in "ab")
    sold("01-05", 10, seller=one)
    sold("01-06", 30, seller=two)
    sold("01-07", 100)
    assert shop.value(SALES, "2025-01", rollup="avg") == 20
    assert shop.value(SALES, "2025-01", rollup="sum") == 140
    departments = shop.cells(SALES, "2025-01", "department", rollup="avg")
    assert (departments[team].value, departments[None].value) == (20, None)


def test_a_quarterly_figure_has_a_number_in_the_last_month_of_the_quarter(shop, sold):  # noqa: F811
    sold("01-05", 10)
    sold("03-05", 5)
    engine = shop.figures(SALES, period="quarter")
    months = [Period.parse(each) for each in ("2025-02", "2025-03", "2025-Q1")]
    cells = engine.cells(["asked"], months)["asked"]
    states = [(cells[m.key, None].state, cells[m.key, None].value) for m in months]
    assert states == [("not_applicable", None), ("value", 15), ("value", 15)]
    best = shop.figures(SALES, period="quarter", rollup="max", subject="company")
    year = Period.parse("2025")
    assert best.cells(["asked"], [year])["asked"][year.key, None].value == 15


@pytest.mark.parametrize(
    ("rule", "state", "value"),
    [("no_data", "no_data", None), ("zero", "zero", 0), ("full", "value", 1)],
)
def test_a_denominator_of_zero_is_what_the_figure_declares(shop, sold, rule, state, value):  # noqa: F811
    late = "count(deal where stage = 'won') / count(deal where stage = 'open')"
    sold("01-05", 10, "won")
    for formula in (late, f"coalesce({late})"):
        cell = shop.cell(formula, "2025-01", when_denominator_zero=rule)
        assert (cell.state, cell.value, cell.denominator) == (state, value, 0)


def test_somebody_without_rows_is_zero_where_no_rows_are_zero(shop):  # noqa: F811
    dashboard = Dashboard("b", Label({"en": "B"}), ("asked",))
    engine = shop.figures(SALES, when_no_rows="zero", target=5)
    who = shop.put("clerk", name="a")
    months = [Period.parse("2025-01")]
    row = board(engine, dashboard, SYSTEM, months, date(2025, 3, 1), "employee", who).rows[0]
    assert (row.cells[0].cell.value, row.cells[0].verdict) == (0, "unmet")


@pytest.mark.parametrize(
    ("today", "rows", "expected"),
    [
        pytest.param("2025-01-31", 5, ("partial",), id="the month runs"),
        pytest.param("2025-02-01", 5, ("provisional",), id="it is over and not mature"),
        pytest.param("2025-03-02", 5, ("provisional",), id="until the thirtieth day after"),
        pytest.param("2025-03-03", 5, (), id="then it is final"),
        pytest.param("2025-03-03", 4, ("small_sample",), id="few rows say little"),
        pytest.param("2025-01-31", 4, ("small_sample", "partial"), id="both"),
    ],
)
def test_a_number_is_flagged(shop, sold, today, rows, expected):  # noqa: F811
    for _ in range(rows):
        sold("01-05", 1)
    kpi = shop.figures(SALES, min_rows=5, maturity="30d").kpi("asked")
    cell, month = shop.cell(SALES, "2025-01"), Period.parse("2025-01")
    assert flags(kpi, cell, month, date.fromisoformat(today)) == expected
