"""Traps 33 to 40: what changes while it is being measured."""

from decimal import Decimal

import pytest

from kpi.period import Period
from kpi.snapshots import latest, versions


@pytest.mark.parametrize(
    ("month", "target"), [("2025-06", "0.018"), ("2025-07", "0.016"), ("2024-12", None)]
)
def test_trap_33_a_target_holds_from_its_month_on(shop, month, target):
    steps = [{"from": "2025-01", "value": "1.8%"}, {"from": "2025-07", "value": "1.6%"}]
    engine = shop.figures("count(deal) / count(deal)", target=steps, unit="percent")
    found = engine.target(engine.kpi("asked"), Period.parse(month))
    assert found == (target and Decimal(target))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        pytest.param("count", 5 * 10 + 2 * 12, id="five months of 10 and two of 12"),
        pytest.param("percent", Decimal("0.12"), id="of a percentage that of the last month"),
    ],
)
def test_trap_33_a_year_to_date_of_a_target_adds_the_months_up(shop, unit, expected):
    sign = "%" if unit == "percent" else ""
    steps = [{"from": "2025-01", "value": f"10{sign}"}, {"from": "2025-06", "value": f"12{sign}"}]
    shop.put("deal", signed_on="2025-07-01")
    found = shop.value("count(deal) * ytd(target)", "2025-07", target=steps, unit=unit)
    assert found == expected


def test_trap_33_targets_of_ones_own_add_up_for_each(shop):
    one, two = (shop.put("clerk", name=name) for name in "ab")
    for who in (one, two):
        shop.put("deal", signed_on="2025-02-03", seller=who)
    steps = [{"value": 10}, {"from": "2025-02", "value": 30, "employee": "b"}]
    cells = shop.cells("count(deal) * ytd(target)", "2025-02", "employee", target=steps)
    assert {who: cell.value for who, cell in cells.items()} == {one: 20, two: 40}


def test_trap_37_a_new_owner_or_date_moves_both_cells(shop):
    one, two = (shop.put("clerk", name=name) for name in "ab")
    row = shop.put("deal", signed_on="2025-06-02", seller=one)
    deal = shop.tables.model("deal")

    def counted(month):
        cells = shop.cells("count(deal)", month, "employee")
        return {who: cell.value for who, cell in cells.items()}

    assert counted("2025-06") == {one: 1}
    deal.update(seller=two).where(deal.id == row).execute()
    assert counted("2025-06") == {two: 1}
    deal.update(signed_on="2025-05-31").where(deal.id == row).execute()
    assert (counted("2025-05"), counted("2025-06")) == ({two: 1}, {})


def test_trap_38_reopening_keeps_the_first_version(garage, gate):
    gate.move("review", 1, "approve")
    first = latest(garage, "review", 1)
    gate.delete("repair", 1)
    assert latest(garage, "review", 1).sha256 == first.sha256
    gate.move("review", 1, "reopen")
    gate.move("review", 1, "approve")
    assert [kept.version for kept in versions(garage, "review", 1)] == [1, 2]
    assert versions(garage, "review", 1)[0].body == first.body


VERSIONS = [
    {"from": "2025-05", "formula": "sum(deal.pieces)"},
    {"formula": "count(deal)"},
    {"from": "2025-06", "formula": "sum(deal.pieces) * 10 + ytd(count(deal))"},
]


def test_trap_34_each_period_is_computed_by_the_formula_of_its_end(shop):
    for day in ("2025-03-02", "2025-04-02", "2025-05-02", "2025-06-02", "2025-06-03"):
        shop.put("deal", signed_on=day, pieces=3)
    figures = shop.figures(VERSIONS)
    months = [Period.parse(f"2025-{month:02}") for month in range(3, 8)]
    cells = figures.cells(["asked"], months)["asked"]
    assert [cells[(month.key, None)].value for month in months] == [1, 1, 3, 65, 5]
    quarters = [Period.parse(f"2025-Q{quarter}") for quarter in (1, 2)]
    found = figures.cells(["asked"], quarters)["asked"]
    assert [found[(quarter.key, None)].value for quarter in quarters] == [1, 125]


def test_trap_34_other_figures_that_name_it_take_the_same_month(shop):
    shop.put("deal", signed_on="2025-04-02", pieces=3)
    shop.put("deal", signed_on="2025-06-02", pieces=3)
    figures = shop.figures(VERSIONS, others={"twice": "kpi.asked * 2"})
    months = [Period.parse(month) for month in ("2025-04", "2025-06")]
    cells = figures.cells(["twice"], months)["twice"]
    assert [cells[(month.key, None)].value for month in months] == [2, 64]


def test_trap_34_the_rows_behind_are_those_of_the_formula_of_then(shop):
    shop.put("deal", signed_on="2025-04-02", stage="won")
    shop.put("deal", signed_on="2025-04-03", stage="lost")
    shop.put("deal", signed_on="2025-06-03", stage="lost")
    versions = [
        {"from": "2025-01", "formula": "count(deal)"},
        {"from": "2025-05", "formula": "count(deal where stage = 'won')"},
    ]
    assert shop.opened(versions, "2025-04", "denominator") == 2
    assert shop.opened(versions, "2025-06", "denominator") == 0
