"""Figures from rows: states, quotients, windows of time, people."""

from datetime import date
from decimal import Decimal

import pytest

from formula.amounts import OF_AMOUNTS
from formula.functions import PERIODIC
from kpi import compute
from kpi.period import Period
from kpi.show import cell_text
from language import say
from records.actor import SYSTEM

JUNE = Period.parse("2026-06")
MAY = Period.parse("2026-05")


def of(figures, name, period=JUNE, level="company", subject=None, **options):
    return figures.cells([name], [period], level, **options)[name][(period.key, subject)]


def test_a_quotient_keeps_its_two_halves_and_its_rows(figures, put):
    put("batch", due_on=date(2026, 6, 10), baked_on=date(2026, 6, 9))
    put("batch", due_on=date(2026, 6, 10), baked_on=date(2026, 6, 12))
    put("batch", due_on=date(2026, 6, 10), baked_on=None)
    cell = of(figures, "on_time")
    assert (cell.numerator, cell.denominator, cell.rows) == (1, 2, 2)
    assert cell.value == Decimal("0.5")


def test_no_rows_is_no_data_and_not_zero(figures):
    cell = of(figures, "on_time")
    assert (cell.state, cell.value) == ("no_data", None)


def test_rows_without_a_hit_are_zero(figures, put):
    put("batch", due_on=date(2026, 6, 10), baked_on=date(2026, 6, 12))
    assert (of(figures, "on_time").state, of(figures, "on_time").value) == ("zero", 0)


def test_the_last_day_of_a_month_is_in_and_the_first_of_the_next_is_not(figures, put):
    for day in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)):
        put("batch", baked_on=day, sold=Decimal("1.00"))
    assert of(figures, "sales").value == Decimal("2.00")


def test_money_adds_up_exactly(figures, put):
    for _ in range(30):
        put("batch", baked_on=date(2026, 6, 3), sold=Decimal("0.10"))
    assert of(figures, "sales").value == Decimal("3.00")


def test_a_year_to_date_adds_the_months_up(figures, put):
    put("batch", baked_on=date(2026, 1, 31), sold=Decimal("10.00"))
    put("batch", baked_on=date(2026, 6, 1), sold=Decimal("5.00"))
    put("batch", baked_on=date(2025, 12, 31), sold=Decimal("99.00"))
    assert of(figures, "sales_to_date").value == Decimal("15.00")
    assert of(figures, "sales_to_date", MAY).value == Decimal("10.00")


def test_the_last_stock_of_the_month_is_measured_by_the_sales_of_the_year(figures, put):
    put("stock", counted_on=date(2026, 6, 10), value=Decimal("500"))
    put("stock", counted_on=date(2026, 6, 30), value=Decimal("60"))
    put("stock", counted_on=date(2026, 6, 30), value=Decimal("40"))
    put("batch", baked_on=date(2026, 2, 1), sold=Decimal("1000"))
    assert of(figures, "stock_ratio").value == Decimal("0.1")


def test_without_a_stock_in_the_month_there_is_no_ratio(figures, put):
    put("stock", counted_on=date(2026, 5, 31), value=Decimal("60"))
    put("batch", baked_on=date(2026, 6, 1), sold=Decimal("1000"))
    assert of(figures, "stock_ratio").value is None


def test_growth_compares_with_the_period_before(figures, put):
    put("batch", baked_on=date(2026, 5, 31), sold=Decimal("100"))
    put("batch", baked_on=date(2026, 6, 1), sold=Decimal("150"))
    assert of(figures, "growth").value == Decimal("0.5")
    assert of(figures, "growth", MAY).value is None


def test_a_share_of_a_mere_number_has_the_rows_of_its_numerator(figures, put):
    put("batch", baked_on=date(2026, 6, 1), sold=Decimal("6.00"))
    cell = of(figures, "sales_by_dozen")
    assert (cell.state, cell.value, cell.rows) == ("value", Decimal("0.5"), 1)
    assert figures.rows("sales_by_dozen", JUNE).keys() == {"batch"}


def test_distinct_people_are_not_added_up_over_months(figures, put):
    wei = put("baker", name="魏")
    for day in (date(2026, 5, 1), date(2026, 6, 1)):
        put("batch", baked_on=day, baker=wei)
    quarter = Period.parse("2026-Q2")
    assert of(figures, "bakers", quarter).value == 1


def test_an_average_is_taken_over_rows_and_not_over_months(figures, put):
    for day, loaves in ((date(2026, 4, 1), 10), (date(2026, 5, 1), 40), (date(2026, 5, 2), 40)):
        put("batch", baked_on=day, loaves=loaves)
    assert of(figures, "size", Period.parse("2026-Q2")).value == 30


def test_rows_without_a_date_of_their_own_count_as_they_stand(figures, put):
    put("baker", name="魏")
    put("baker", name="何")
    assert of(figures, "people").value == 2


def test_people_and_nobody_add_up_to_the_company(figures, put):
    wei, he = put("baker", name="魏"), put("baker", name="何")
    for baker, sold in ((wei, "1"), (wei, "2"), (he, "4"), (None, "8")):
        put("batch", baked_on=date(2026, 6, 1), baker=baker, sold=Decimal(sold))
    cells = figures.cells(["sales"], [JUNE], "employee")["sales"]
    assert {key[1]: cell.value for key, cell in cells.items()} == {wei: 3, he: 4, None: 8}
    assert of(figures, "sales").value == 15


def test_a_department_is_recomputed_from_its_rows(figures, put):
    early = put("team", name="早班")
    wei, he = put("baker", name="魏", team=early), put("baker", name="何", team=early)
    for baker, baked in ((wei, 9), (wei, 9), (wei, 9), (he, 12)):
        put("batch", baker=baker, due_on=date(2026, 6, 10), baked_on=date(2026, 6, baked))
    assert of(figures, "on_time", level="department", subject=early).value == Decimal("0.75")


def test_a_split_shows_one_part_of_the_rows(figures, put):
    put("batch", kind="loaf", due_on=date(2026, 6, 10), baked_on=date(2026, 6, 9))
    put("batch", kind="roll", due_on=date(2026, 6, 10), baked_on=date(2026, 6, 12))
    assert of(figures, "on_time", split="loaf").value == 1


def test_deleted_rows_do_not_count(figures, put, bakery):
    from datetime import datetime

    put("batch", baked_on=date(2026, 6, 1), sold=Decimal("1"), deleted_at=datetime(2026, 6, 2))
    assert of(figures, "sales").state == "no_data"


@pytest.mark.parametrize(
    ("period", "target"), [("2025-12", None), ("2026-06", "0.9"), ("2026-07", "0.95")]
)
def test_a_target_holds_from_its_month_on(figures, period, target):
    found = figures.target(figures.kpi("on_time"), Period.parse(period))
    assert found == (target and Decimal(target))


def test_a_year_of_a_board_takes_one_statement_for_each_base_entity(figures, put, bakery):
    statements = []
    execute = bakery.tables.database.execute_sql
    bakery.tables.database.execute_sql = lambda *a, **k: statements.append(a) or execute(*a, **k)
    figures.cells(
        ["on_time", "sales", "sales_to_date"], Period.parse("2026").each_month(), "company"
    )
    kinds = [s for s in statements if "batch" in s[0]]
    assert len(kinds) == 2, "one for due_on, one for baked_on"


@pytest.mark.parametrize("name", ["immense"])
def test_what_cannot_be_computed_is_an_error_in_the_cell_and_nowhere_else(figures, put, name):
    put("batch", baked_on=date(2026, 6, 3), sold=Decimal("5"))
    cell = of(figures, name)
    assert (cell.state, cell.value) == ("error", None)
    assert cell_text(figures.kpi(name), cell) == say("cannot be computed")
    assert set(figures.rows(name, JUNE)) <= {"batch"}
    assert of(figures, "sales").value == 5


def test_an_error_stands_in_the_cell_of_everybody(figures, put):
    team = put("team", name="夜班")
    baker = put("baker", name="王", team=team)
    assert of(figures, "immense", level="employee", subject=baker).state == "error"
    assert of(figures, "immense", level="department", subject=team).state == "error"


def test_whether_there_is_a_row_is_one_or_zero(figures, put):
    assert (of(figures, "baked").value, of(figures, "baked").state) == (0, "zero")
    put("batch", baked_on=date(2026, 6, 3), loaves=3)
    assert of(figures, "baked").value == 1
    assert of(figures, "baked", MAY).value == 0


@pytest.mark.parametrize(("mode", "expected"), [("gross", 12), ("count", 3)])
def test_what_is_about_no_rows_is_evaluated_like_any_formula(figures, put, mode, expected):
    figures.rulebook.set_setting(SYSTEM, "mode", mode)
    put("batch", baked_on=date(2026, 6, 3), loaves=3, sold=Decimal("12"))
    assert of(figures, "by_mode").value == expected


def test_a_text_function_beside_amounts_is_evaluated(figures, put):
    put("batch", baked_on=date(2026, 6, 3))
    assert of(figures, "newest").value == 3


def test_steps_may_have_amounts_of_their_own(figures, put):
    put("batch", baked_on=date(2026, 6, 3), loaves=3, sold=Decimal("12"))
    assert of(figures, "banded").value == 12
    put("batch", baked_on=date(2026, 6, 3), loaves=4, sold=Decimal("1"))
    assert of(figures, "banded").value == 7


@pytest.mark.parametrize("period", ["2026-06", "2026-Q2"])
def test_one_persons_figures_alone_are_those_among_everybodys(figures, put, period):
    wei, lu = put("baker", name="魏"), put("baker", name="陆")
    for baker, day, sold in ((wei, 3, "2"), (wei, 9, "5"), (lu, 4, "7")):
        put("batch", baker=baker, baked_on=date(2026, 6, day), due_on=date(2026, 6, 5), sold=sold)
    asked = Period.parse(period)
    for name in ("sales", "on_time", "size"):
        everybody = figures.cells([name], [asked], "employee")[name]
        alone = figures.cells([name], [asked], "employee", only=wei)[name]
        assert alone == {(asked.key, wei): everybody[asked.key, wei]}


def test_figures_that_share_columns_have_the_cells_that_each_has_alone(figures, put):
    for name in "abc":
        put("baker", name=name)
    put("batch", baker=1, kind="loaf", baked_on=date(2026, 6, 1), sold=Decimal("1.10"), loaves=3)
    put("batch", baker=2, kind="roll", baked_on=date(2026, 6, 2), sold=None, loaves=0)
    put("batch", baker=3, kind="loaf", baked_on=date(2026, 7, 2), sold=Decimal("0.00"), loaves=5)
    put("batch", baker=None, baked_on=date(2026, 6, 3), sold=Decimal("-2.35"), loaves=7)
    names, months = (
        ["sales", "sales_by_dozen", "baked", "size", "share"],
        Period.parse("2026").each_month(),
    )
    together = figures.cells(names, months, "employee")
    for name in names:
        assert figures.cells([name], months, "employee")[name] == together[name]
    june = {who: cell for (key, who), cell in together["sales"].items() if key == "2026-06"}
    assert {who: (cell.state, cell.value, cell.rows) for who, cell in june.items()} == {
        1: ("value", Decimal("1.10"), 1),
        2: ("zero", Decimal("0"), 1),
        None: ("value", Decimal("-2.35"), 1),
    }
    assert str(june[1].value) == "1.10"


def test_what_a_figure_may_compute_with_is_what_is_computed():
    assert {*compute._EXACT, *compute._TOLERANT} == OF_AMOUNTS
    assert compute._ELSEWHERE.keys() == PERIODIC
