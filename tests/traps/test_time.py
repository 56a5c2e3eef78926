"""Traps 23 to 32: months and their edges."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from kpi.board import board
from kpi.period import Months, Period
from models.calendar import fill, mark
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from schema.indicators import Dashboard
from schema.load import read
from schema.values import Label
from tests.traps.conftest import SHOP

SALES = "sum(deal.amount)"


@pytest.fixture
def sold(shop):
    """Sell something on a day: `sold("2025-06-01", 5)`."""

    def sell(day: str, amount: int, **more):
        return shop.put("deal", signed_on=day, amount=Decimal(amount), **more)

    return sell


def test_trap_23_a_month_without_rows_has_a_cell_without_a_value(shop, sold):
    sold("2025-05-03", 5)
    months = [Period.parse(f"2025-0{month}") for month in (4, 5, 6)]
    cells = shop.figures(SALES).cells(["asked"], months)["asked"]
    assert [cells[(m.key, None)].state for m in months] == ["no_data", "value", "no_data"]


def test_trap_24_the_last_second_is_in_and_the_first_of_the_next_month_is_not(shop):
    for moment in (
        datetime(2025, 5, 31, 23, 59, 59),
        datetime(2025, 6, 1),
        datetime(2025, 6, 30, 23, 59, 59),
        datetime(2025, 7, 1),
    ):
        shop.put("deal", closed_at=moment)
    assert shop.value("count(deal on closed_at)") == 2
    assert shop.opened("count(deal on closed_at)", "2025-06", "numerator") == 2


def test_trap_25_a_date_belongs_to_its_own_month_whatever_the_time_zone(shop, sold, monkeypatch):
    sold("2025-06-30", 1)
    sold("2025-07-01", 2)
    for zone in ("UTC", "Asia/Shanghai", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        assert (shop.value(SALES, "2025-06"), shop.value(SALES, "2025-07")) == (1, 2)


class Tick(datetime):
    """A clock that stands at half past four in the afternoon of 30 June, in Greenwich."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2025, 6, 30, 16, 30, tzinfo=UTC).astimezone(tz)


@pytest.mark.parametrize(
    ("zone", "month", "other"),
    [("Asia/Shanghai", "2025-07", "2025-06"), ("America/New_York", "2025-06", "2025-07")],
)
def test_trap_25_what_is_written_after_midnight_is_the_company_s_next_month(
    shop, monkeypatch, zone, month, other
):
    """In Shanghai it is 1 July, 00:30, when in Greenwich it still is 30 June."""
    monkeypatch.setattr("records.rulebook.datetime", Tick)
    now = SHOP.replace("label: Closed", "default: now(), label: Closed").replace(
        "signed_on: {type: date, ", "signed_on: {type: date, default: today(), "
    )
    text = now.replace("company: {", f"company: {{time_zone: {zone}, ")
    schema = read({"shop.yaml": text})
    book = Rulebook(schema, Tables(schema, shop.tables.database), shop.folder)
    made = Gate(book, SYSTEM).create("deal", {"stage": "won"})
    assert made.values["closed_at"].date() == made.values["signed_on"]
    for formula in ("count(deal on closed_at)", "count(deal on signed_on)"):
        assert (shop.cell(formula, month).rows, shop.cell(formula, other).rows) == (1, 0)
        assert shop.opened(formula, month, "numerator") == 1


def test_trap_26_leap_day_and_the_change_of_the_year(shop, sold):
    sold("2024-02-29", 29)
    sold("2024-12-31", 12)
    sold("2025-01-01", 1)
    assert shop.value(SALES, "2024-02") == 29
    assert shop.value(SALES, "2024") == 41
    assert shop.value(f"previous({SALES})", "2025-01") == 12
    assert Period.parse("2024-02").end == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("starts_on", "period", "first", "last"),
    [
        pytest.param(26, "2026-06", "2026-05-26", "2026-06-25", id="called after where it ends"),
        pytest.param(26, "2026-01", "2025-12-26", "2026-01-25", id="over the change of the year"),
        pytest.param(26, "2024-03", "2024-02-26", "2024-03-25", id="over a leap day"),
        pytest.param(28, "2025-03", "2025-02-28", "2025-03-27", id="on the last of a short month"),
        pytest.param(26, "2026-Q1", "2025-12-26", "2026-03-25", id="a quarter is three of them"),
        pytest.param(26, "2026", "2025-12-26", "2026-12-25", id="and a year twelve"),
        pytest.param(
            5, "2026-06", "2026-06-05", "2026-07-04", id="an early one: where most days are"
        ),
        pytest.param(1, "2026-06", "2026-06-01", "2026-06-30", id="the calendar's own"),
    ],
)
def test_trap_26_a_month_may_begin_on_another_day(starts_on, period, first, last):
    asked = Months(starts_on).parse(period)
    ends = (date.fromisoformat(first), date.fromisoformat(last))
    assert (asked.start, asked.end - timedelta(days=1)) == ends
    for day in ends:
        assert asked.contains(day)
        assert Months(starts_on).of(day) in asked.each_month()
    assert asked.before().end == asked.start


def test_trap_26_rows_are_counted_to_the_month_that_begins_on_the_26th(shop, sold):
    for day, amount in (("05-25", 1), ("05-26", 10), ("06-25", 100), ("06-26", 1000)):
        sold(f"2025-{day}", amount)
    june = Months(26).parse("2025-06")
    for formula, expected in ((SALES, 110), (f"previous({SALES})", 1), (f"ytd({SALES})", 111)):
        cells = shop.figures(formula).cells(["asked"], [june])["asked"]
        assert cells["2025-06", None].value == expected
    assert shop.figures(SALES).rows("asked", june)


def test_trap_26_of_many_months_that_begin_on_the_26th_each_has_its_own_rows(shop, sold):
    """More months than the database is asked for one by one, and rows that no index tells by date."""
    for day, amount in (("05-25", 1), ("05-26", 10), ("06-25", 100), ("06-26", 1000)):
        sold(f"2025-{day}", amount, closed_at=datetime.fromisoformat(f"2025-{day} 23:59:59"))
    months = [Months(26).parse(f"{2023 + n // 12}-{n % 12 + 1:02}") for n in range(40)]
    for formula in (SALES, "sum(deal.amount on closed_at)"):
        cells = shop.figures(formula).cells(["asked"], months)["asked"]
        found = {key: cell.value for (key, _), cell in cells.items() if cell.known}
        assert found == {"2025-05": 1, "2025-06": 110, "2025-07": 1000}


def test_trap_27_growth_is_measured_by_the_earlier_period(shop, sold):
    sold("2025-05-05", 40)
    sold("2025-06-05", 50)
    assert shop.value(f"growth({SALES})", "2025-06") == Decimal("0.25")


def test_trap_27_the_month_before_is_whole_though_it_is_longer(shop, sold):
    sold("2025-05-31", 31)
    sold("2025-03-31", 3)
    sold("2025-02-28", 28)
    assert shop.value(f"previous({SALES})", "2025-06") == 31
    assert shop.value(f"previous({SALES})", "2025-03") == 28


def test_trap_27_a_ratio_a_year_to_date_and_the_first_month_have_one_before(shop, sold):
    sold("2025-01-05", 10, stage="won")
    sold("2025-02-05", 30)
    share = "count(deal where stage = 'won') / count(deal)"
    assert shop.value(f"previous({share})", "2025-02") == 1
    assert shop.value(f"previous(ytd({SALES}))", "2025-03") == 40
    assert shop.value(f"growth({SALES})", "2025-01") is None


def test_trap_28_a_month_that_is_not_over_is_flagged_and_does_not_count_as_missed(shop, sold):
    sold("2025-06-03", 5)
    shown = _board(shop, ["2025-05", "2025-06"], target=100)
    may, june = shown.rows[0].cells
    assert (may.flags, june.flags, june.running) == ((), ("partial",), True)
    assert shown.met(1) == (0, 0)


def test_trap_31_holidays_and_days_worked_instead_are_counted_as_entered(shop, sold):
    fill(shop.tables, [2025])
    sold("2025-10-01", 5)
    assert shop.value("count(deal) * workdays", "2025-10") == 18
    sold("2025-12-01", 5)
    assert shop.value("count(deal) * workdays", "2025-12") == 23, "also at the end of the known"
    mark(shop.tables, date(2025, 10, 9), workday=False)
    assert shop.value("count(deal) * workdays", "2025-10") == 17


def test_trap_31_a_year_that_nobody_entered_is_an_error_in_words(shop, sold):
    fill(shop.tables, [2025])
    who = shop.put("clerk", name="a")
    sold("2026-02-01", 5, seller=who)
    for level, subject in (("company", None), ("employee", who)):
        cell = shop.cells("count(deal) / workdays", "2026-02", level)[subject]
        assert (cell.state, cell.value) == ("error", None)
        assert "2026" in cell.reason
    assert shop.value("count(deal)", "2026-02") == 1


@pytest.mark.parametrize(
    "formula",
    [
        "avg(workdays_between(deal.signed_on, deal.paid_on))",
        "count(deal where workdays_between(signed_on, paid_on) <= 500)",
        "count(deal where add_workdays(signed_on, 9) >= 2020-01-01)",
        "count(deal where is_workday(paid_on)) / count(deal)",
        "previous(sum(workdays_between(deal.signed_on, deal.paid_on))) + count(deal)",
    ],
)
def test_trap_31_a_row_that_needs_a_year_that_is_not_entered_is_not_left_out(shop, sold, formula):
    fill(shop.tables, [2025])
    ada, bob = (shop.put("clerk", name=name) for name in ("Ada", "Bob"))
    for month in ("11", "12"):
        sold(f"2025-{month}-30", 5, seller=ada, paid_on="2026-01-05")
        sold(f"2025-{month}-15", 5, seller=bob, paid_on=f"2025-{month}-17")
    period = "2025-12"
    cell = shop.cell(formula, period)
    assert cell.state == "error" and "2026" in cell.reason
    cells = shop.cells(formula, period, "employee")
    assert cells[ada].state == "error" and cells[bob].known
    fill(shop.tables, [2026])
    assert shop.cell(formula, period).known


@pytest.mark.parametrize(
    "formula",
    [
        "count(deal where exists(visit where workdays_between(booked_on, made_on) <= 500))",
        "count(deal where exists(visit where is_workday(made_on))) + count(deal)",
        "count(deal where exists(visit where add_workdays(made_on, 1) > 2020-01-01))",
        "sum(deal.waited)",
        "avg(deal.waited * 2 where stage != 'lost')",
        "sum(if(deal.waited > 2, 1, 0))",
        "sum(coalesce(deal.waited, 0))",
        "count(deal where waited >= 2 or pieces = 7)",
        "count(deal where not (waited > 2))",
    ],
)
def test_trap_31_rows_below_a_row_that_need_a_year_that_is_not_entered_are_not_left_out(
    shop, sold, formula
):
    fill(shop.tables, [2025])
    ada, bob = (shop.put("clerk", name=name) for name in ("Ada", "Bob"))
    late = sold("2025-12-03", 5, seller=ada)
    soon = sold("2025-12-03", 5, seller=bob)
    for deal, made_on in ((late, "2026-01-05"), (late, "2025-12-08"), (soon, "2025-12-09")):
        shop.put("visit", deal=deal, booked_on="2025-12-05", made_on=made_on)
    cell = shop.cell(formula, "2025-12")
    assert cell.state == "error" and "2026" in cell.reason
    cells = shop.cells(formula, "2025-12", "employee")
    assert "2026" in cells[ada].reason and cells[bob].known
    fill(shop.tables, [2026])
    assert shop.cell(formula, "2025-12").known


def test_trap_31_what_decides_without_the_year_needs_no_year(shop, sold):
    fill(shop.tables, [2025])
    deal = sold("2025-12-03", 5, pieces=7)
    shop.put("visit", deal=deal, booked_on="2025-12-05", made_on="2026-01-05")
    shop.put("visit", deal=deal, booked_on="2025-12-05")
    for formula, expected in (
        ("count(deal where pieces = 7 or waited > 2)", 1),
        ("count(deal where pieces = 8 and waited > 2)", None),
        ("sum(if(deal.pieces = 7, 1, deal.waited))", 1),
        ("sum(coalesce(deal.pieces, deal.waited))", 7),
        ("count(deal where exists(visit where made_on is empty and is_workday(booked_on)))", 1),
    ):
        cell = shop.cell(formula, "2025-12")
        assert (cell.state == "error", cell.value) == (False, expected), formula


def test_trap_31_a_row_whose_day_is_not_there_yet_is_no_error(shop, sold):
    fill(shop.tables, [2025])
    sold("2025-12-01", 5)
    sold("2025-12-01", 5, paid_on="2025-12-03")
    assert shop.value("avg(workdays_between(deal.signed_on, deal.paid_on))", "2025-12") == 2


def test_trap_32_a_month_that_is_not_mature_is_flagged_and_does_not_count(shop, sold):
    sold("2025-04-03", 5)
    sold("2025-05-03", 5)
    shown = _board(shop, ["2025-04", "2025-05"], target=100, maturity="30d")
    assert [cell.flags for cell in shown.rows[0].cells] == [(), ("provisional",)]
    assert (shown.met(0), shown.met(1)) == ((0, 1), (0, 0))


def _board(shop, months, **more):
    """A board of the sales on 15 June 2025."""
    dashboard = Dashboard("b", Label({"en": "Board"}), ("asked",))
    engine = shop.figures(SALES, **more)
    return board(engine, dashboard, SYSTEM, map(Period.parse, months), date(2025, 6, 15))


def test_trap_29_which_date_counts_changes_the_number(shop, sold):
    sold("2025-05-30", 5, due_on="2025-06-02")
    assert shop.value(SALES, "2025-06") is None
    assert shop.value("sum(deal.amount on due_on)", "2025-06") == 5


def test_trap_30_a_month_without_a_last_value_has_none(shop, sold):
    sold("2025-05-30", 5)
    formula = "last(deal.amount on signed_on)"
    assert shop.cell(formula, "2025-06").state == "no_data"
    sold("2025-06-03", 7)
    sold("2025-06-20", 2)
    assert shop.value(formula, "2025-06") == 2
    assert shop.value(formula, "2025-Q2") == 2


def test_trap_27_previous_goes_back_by_the_unit_that_is_named(shop):
    for day, pieces in (("2025-03-05", 1), ("2025-05-05", 2), ("2025-06-05", 3)):
        shop.put("deal", signed_on=day, pieces=pieces)
    total = "previous(sum(deal.pieces), 1{unit})"
    words = ("", ", 'month'", ", 'quarter'")
    assert [shop.value(total.format(unit=unit), "2025-06") for unit in words] == [2, 2, 1]
