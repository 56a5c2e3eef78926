"""Trap 40: an amount in another currency counts by the rate of its own day, or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.period import Period
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query

YUAN = "sum(convert(deal.price, 'CNY', paid_on))"
JUNE = Period.parse("2025-06")


@pytest.fixture
def course(shop):
    """A rate from a day on: `course("USD", "2025-06-01", "7.1")`."""
    return lambda currency, since, rate: shop.put(
        "course", currency=currency, since_on=since, rate=Decimal(rate)
    )


@pytest.fixture
def sold(shop):
    """Something sold in June for a price in a currency, and paid on a day."""

    def sell(price, currency, paid_on, **more):
        amount = None if price is None else Decimal(price)
        given = {"signed_on": "2025-06-03", "price": amount, "currency": currency, **more}
        return shop.put("deal", paid_on=paid_on, **given)

    return sell


def test_trap_40_the_rate_of_the_day_counts_not_todays_and_not_the_next(shop, course, sold):
    for since, rate in (("2025-05-01", "7.2"), ("2025-06-10", "7.1"), ("2025-06-12", "9")):
        course("USD", since, rate)
    course("EUR", "2025-06-10", "8")
    sold(100, "USD", "2025-06-09")
    assert shop.value(YUAN) == 720
    sold(100, "USD", "2025-06-10")
    sold(100, "USD", "2025-06-11")
    sold(100, "EUR", "2025-06-30")
    sold(100, "CNY", "2025-06-30")
    sold(None, "USD", "2025-06-30")
    assert shop.value(YUAN) == 720 + 710 + 710 + 800 + 100
    assert shop.opened(YUAN, "2025-06", "numerator") == 6
    course("USD", "2025-06-20", "20")
    assert shop.value(YUAN) == 3040, "a later rate changes nothing of earlier days"


def test_trap_40_a_day_without_a_rate_is_an_error_that_names_currency_and_day(shop, course, sold):
    course("USD", "2025-06-10", "7.1")
    ada, bob = (shop.put("clerk", name=name) for name in ("Ada", "Bob"))
    sold(100, "USD", "2025-06-09", seller=ada)
    sold(100, "USD", "2025-06-11", seller=bob)
    cell = shop.cell(YUAN)
    assert (cell.state, cell.value) == ("error", None)
    assert "USD" in cell.reason and "2025-06-09" in cell.reason
    cells = shop.cells(YUAN, "2025-06", "employee")
    assert "2025-06-09" in cells[ada].reason and cells[bob].value == 710
    course("USD", "2025-06-01", "7.0")
    assert shop.value(YUAN) == 1410


@pytest.mark.parametrize(
    "formula",
    [
        "avg(convert(deal.price, 'CNY', paid_on))",
        "max(convert(deal.price, 'CNY', paid_on)) + count(deal)",
        "count(deal where convert(price, 'CNY', paid_on) > 5)",
        "count(deal where not (convert(price, 'CNY', paid_on) > 5))",
        "sum(coalesce(convert(deal.price, 'CNY', paid_on), 0))",
        "sum(convert(deal.price, 'CNY', paid_on)) / sum(deal.amount)",
        "sum(if(deal.pieces is empty, convert(deal.price, 'CNY', paid_on), 0))",
        "sum(convert(convert(deal.price, 'EUR', paid_on), 'CNY', paid_on))",
        "sum(convert(deal.price, 'EUR', paid_on)) * 2",
    ],
)
def test_trap_40_no_part_of_a_figure_passes_over_a_rate_that_is_missing(
    shop, sold, course, formula
):
    sold(100, "USD", "2025-06-09", amount=Decimal(5))
    assert "USD" in shop.cell(formula).reason
    course("USD", "2025-06-09", "7")
    course("EUR", "2025-06-01", "8")
    assert shop.cell(formula).state != "error"


def test_trap_40_an_amount_without_a_currency_or_a_rate_of_zero_is_an_error(shop, course, sold):
    course("USD", "2025-06-01", "0")
    sold(100, "USD", "2025-06-09")
    assert "USD" in shop.cell(YUAN).reason
    sold(100, None, "2025-05-09", signed_on="2025-05-03")
    assert "2025-05-09" in shop.cell(YUAN, "2025-05").reason


def test_trap_40_a_withdrawn_rate_is_no_rate_and_nobody_pays_on_no_day(shop, course, sold):
    withdrawn = course("USD", "2025-06-05", "9")
    course("USD", "2025-06-01", "7")
    sold(100, "USD", "2025-06-09")
    sold(100, "USD", None)
    assert shop.value(YUAN) == 900
    shop.tables.model("course").update(deleted_at=date(2025, 6, 8)).where(
        shop.tables.model("course").id == withdrawn
    ).execute()
    assert shop.value(YUAN) == 700


def test_trap_40_rates_of_two_currencies_are_those_of_one_day(shop, course, sold):
    for currency, rates in (("USD", ("7.2", "7.0")), ("EUR", ("8.1", "8.4"))):
        for since, rate in zip(("2025-06-01", "2025-06-10"), rates, strict=True):
            course(currency, since, rate)
    sold(100, "USD", "2025-06-12")
    formula = "sum(convert(deal.price, 'EUR', paid_on))"
    assert shop.value(formula) == Decimal("83.33")
    engine = shop.figures(formula)
    found = engine.rows("asked", JUNE, "company", None, "numerator")
    assert Gate(engine.rulebook, SYSTEM).count("deal", Query(where=found["deal"])) == 1
