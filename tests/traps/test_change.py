"""Traps 33 to 40: what changes while it is being measured."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from peewee import SQL

from kpi import thawed
from kpi.chain import verify
from kpi.figures import Figures
from kpi.freezing import frozen
from kpi.period import Period
from kpi.sheet import sheet_of
from kpi.snapshots import latest, versions
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.test_snapshots import GARAGE
from tests.traps.conftest import NOW


@pytest.mark.parametrize(
    ("month", "target"), [("2025-06", "0.018"), ("2025-07", "0.016"), ("2024-12", None)]
)
def test_trap_33_a_target_holds_from_its_month_on(shop, month, target):
    steps = [{"from": "2025-01", "value": "1.8%"}, {"from": "2025-07", "value": "1.6%"}]
    engine = shop.figures("count(deal) / count(deal)", target=steps, unit="percent")
    found = engine.target(engine.kpi("asked"), Period.parse(month))
    assert found == (target and Decimal(target))


@pytest.mark.parametrize(("month", "own"), [("2025-01", 10), ("2025-03", 30), ("2025-09", 30)])
def test_trap_33_a_target_of_ones_own_outlasts_a_newer_one_for_everybody(shop, month, own):
    one, two = (shop.put("clerk", name=name) for name in "ab")
    steps = [
        {"from": "2025-01", "value": 10},
        {"from": "2025-03", "value": 30, "employee": "b"},
        {"from": "2025-06", "value": 20},
    ]
    engine = shop.figures("count(deal)", target=steps)
    aims = [
        engine.target(engine.kpi("asked"), Period.parse(month), "employee", n) for n in (one, two)
    ]
    assert aims == [20 if month == "2025-09" else 10, own]


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


@pytest.fixture
def moved(shop):
    """A clerk who is in the new team since 11 June, with a deal before it, on it and after it."""
    shop.bind["deal"] = {"date": "signed_on", "employee": "seller", "department": "as_of_event"}
    old, new = (shop.put("team", name=name) for name in ("old", "new"))
    clerk = shop.put("clerk", name="li", team=new)
    for day, team, stage in (("2025-01-01", old, "won"), ("2025-06-11", new, "won")):
        shop.put("move", clerk=clerk, team=team, since_on=day, stage=stage)
    for day in ("2025-06-10", "2025-06-11", "2025-06-30"):
        shop.put("deal", signed_on=day, seller=clerk, amount=Decimal(1))
    return old, new, clerk


def test_trap_35_the_old_department_keeps_its_history(shop, moved):
    old, new, clerk = moved
    cells = shop.cells("count(deal)", "2025-06", "department")
    assert {team: cell.value for team, cell in cells.items()} == {old: 1, new: 2}
    assert shop.opened("count(deal)", "2025-06", "numerator", "department", old) == 1
    assert shop.opened("count(deal)", "2025-06", "numerator", "department", new) == 2
    assert shop.cells("count(deal)", "2025-06", "employee")[clerk].value == 3
    by_day_of_payment = shop.cells("count(deal on paid_on)", "2025-06", "department")
    assert by_day_of_payment == {}


def test_trap_35_moves_that_do_not_count_change_nothing(shop, moved):
    old, new, clerk = moved
    other = shop.put("clerk", name="wu", team=old)
    for more in (
        {"clerk": clerk, "team": old, "since_on": "2025-06-20", "stage": "open"},
        {"clerk": clerk, "team": None, "since_on": "2025-06-10", "stage": "won"},
        {"clerk": clerk, "team": old, "since_on": "2025-07-01", "stage": "won"},
        {"clerk": other, "team": old, "since_on": "2025-06-20", "stage": "won"},
    ):
        shop.put("move", **more)
    gone = shop.put("move", clerk=clerk, team=old, since_on="2025-06-20", stage="won")
    shop.tables.model("move").update(deleted_at=NOW).where(SQL("id") == gone).execute()
    cells = shop.cells("count(deal)", "2025-06", "department")
    assert {team: cell.value for team, cell in cells.items()} == {old: 1, new: 2}


PLACE = "rank(sum(deal.amount), 'department')"


@pytest.fixture
def beside(shop, moved):
    """The clerk who moved beside one who stayed in the old team and one who was always in the new."""
    old, new, clerk = moved
    stayed, other = (shop.put("clerk", name=name, team=t) for name, t in (("wu", old), ("he", new)))
    for who, amount in ((clerk, 20), (stayed, 30), (other, 10)):
        shop.put("deal", signed_on="2025-05-05", seller=who, amount=Decimal(amount))
    shop.put("deal", signed_on="2025-06-05", seller=other, amount=Decimal(10))
    return clerk, stayed, other


def test_trap_35_a_place_among_colleagues_is_among_those_of_the_period(shop, beside):
    clerk, stayed, other = beside
    may = shop.cells(PLACE, "2025-05", "employee")
    assert {who: cell.value for who, cell in may.items()} == {clerk: 2, stayed: 1, other: 1}
    june = shop.cells(PLACE, "2025-06", "employee")
    assert {who: cell.value for who, cell in june.items()} == {clerk: 2, other: 1}
    earlier = shop.cells(f"previous({PLACE})", "2025-06", "employee")
    assert earlier[clerk].value == 2


def test_trap_35_a_part_of_the_department_is_of_that_of_the_period(shop, beside):
    clerk, stayed, other = beside
    parts = shop.cells("share(sum(deal.amount), 'department')", "2025-05", "employee")
    assert {who: cell.value for who, cell in parts.items()} == {
        clerk: Decimal("0.4"),
        stayed: Decimal("0.6"),
        other: Decimal(1),
    }


def test_trap_35_who_takes_the_past_along_is_compared_where_they_are_today(shop, beside):
    clerk, stayed, other = beside
    del shop.bind["deal"]["department"]
    may = shop.cells(PLACE, "2025-05", "employee")
    assert {who: cell.value for who, cell in may.items()} == {clerk: 1, stayed: 1, other: 2}
    parts = shop.cells("share(sum(deal.amount), 'department')", "2025-05", "employee")
    assert parts[clerk].value == Decimal(20) / 30


@pytest.mark.parametrize(("month", "expected"), [("2025-05", 10), ("2025-06", 30)])
def test_trap_33_a_target_of_a_department_is_for_who_was_in_it(shop, beside, month, expected):
    steps = [{"value": 10}, {"from": "2025-02", "value": 30, "department": "new"}]
    cells = shop.cells("count(deal) * 0 + target", month, "employee", target=steps)
    assert cells[beside[0]].value == expected
    assert cells[beside[2]].value == 30


def test_trap_33_targets_of_several_departments_add_up_month_by_month(shop, beside):
    steps = [{"value": 10}, {"from": "2025-02", "value": 30, "department": "new"}]
    cells = shop.cells("count(deal) * 0 + ytd(target)", "2025-06", "employee", target=steps)
    assert cells[beside[0]].value == 5 * 10 + 30
    assert cells[beside[2]].value == 10 + 5 * 30


def test_trap_35_the_number_of_the_department_is_of_the_one_of_the_period(shop, moved):
    old, new, clerk = moved
    engine = shop.figures("count(deal)")
    homes = [engine.department_of(clerk, Period.parse(f"2025-0{n}")) for n in (5, 6)]
    assert homes == [old, new]


@pytest.mark.parametrize("days", ["closed_at", "signed_on"])
def test_trap_35_before_the_first_move_the_present_department_is_all_there_is(shop, moved, days):
    old, new, _ = moved
    shop.bind["deal"]["date"] = days
    early = shop.put("clerk", name="wu", team=old)
    shop.put("move", clerk=early, team=new, since_on="2025-06-20", stage="won")
    for day in (19, 20):
        signed, closed = f"2025-06-{day}", datetime(2025, 6, day, 0, 0)
        shop.put("deal", signed_on=signed, closed_at=closed, seller=early, urgent=True)
    cells = shop.cells("count(deal where urgent)", "2025-06", "department")
    assert {team: cell.value for team, cell in cells.items() if cell.value} == {old: 1, new: 1}


def test_trap_35_the_first_move_also_says_where_its_person_was_before(shop, moved):
    old, new, _ = moved
    late = shop.put("clerk", name="wu", team=new)
    for day, team, left in (("2025-06-20", new, old), ("2025-07-01", old, new)):
        shop.put("move", clerk=late, team=team, old_team=left, since_on=day, stage="won")
    for day in ("2025-06-01", "2025-06-19", "2025-06-20"):
        shop.put("deal", signed_on=day, seller=late, urgent=True)
    cells = shop.cells("count(deal where urgent)", "2025-06", "department")
    assert {team: cell.value for team, cell in cells.items() if cell.value} == {old: 2, new: 1}


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


EDITED = GARAGE.replace(
    "items: [{group: 业务, items: [{kpi: on_time, weight: 100}]}]",
    "items: [{group: 业务, items: [{kpi: on_time, weight: 60}]}, {group: 数量, items: [{kpi: jobs, weight: 40, method: pass}]}]",
).replace("from: 80}, poor", "from: 90}, poor").replace(
    "scorecards:",
    "  jobs: {label: 台数, formula: count(repair), bind: {repair: {date: due_on, employee: mechanic}}, unit: count, target: 5}\nscorecards:",
)  # fmt: skip


def test_trap_39_an_open_sheet_follows_new_weights_and_grades_and_a_frozen_one_does_not(
    garage, gate
):
    """June is approved with one figure of 100; then the card gets 60 and 40 and a higher grade."""
    gate.move("review", 1, "approve")
    for day in (1, 2, 3, 4):
        values = {"mechanic": 1, "done_on": date(2026, 7, day), "due_on": date(2026, 7, 5)}
        gate.create("repair", values)
    july = gate.create("review", {"mechanic": 1, "month": date(2026, 7, 1)}).id
    before = thawed.sheet(latest(garage, "review", 1))
    assert (before.score, before.grade.name) == (Decimal("83.3"), "good")
    edited = read({"garage.yaml": EDITED})
    newer = Rulebook(edited, Tables(edited, garage.tables.database), garage.files_folder,
                     clock=garage.clock, watchers=garage.watchers)  # fmt: skip
    now = Gate(newer, SYSTEM)
    live = sheet_of(Figures(newer), now, "review", july)
    assert [item.weight for item in live.items] == [60, 40]
    assert (live.score, live.grade.name) == (60, "poor"), "four repairs on time, but not five"
    kept = frozen(now, "review", now.session.row("review", 1))
    assert thawed.sheet(kept) == before
    assert [item.weight for item in thawed.sheet(kept).items] == [100]
    assert frozen(now, "review", now.session.row("review", july)) is None
    assert verify(newer).sound
    now.move("review", july, "approve")
    assert thawed.sheet(latest(newer, "review", july)).score == 60


def test_trap_39_a_sheet_that_is_sent_back_is_scored_by_the_card_of_the_day(garage, gate):
    gate.move("review", 1, "approve")
    edited = read({"garage.yaml": EDITED})
    newer = Rulebook(edited, Tables(edited, garage.tables.database), garage.files_folder,
                     clock=garage.clock, watchers=garage.watchers)  # fmt: skip
    now = Gate(newer, SYSTEM)
    now.move("review", 1, "reopen")
    now.move("review", 1, "approve")
    first, second = (thawed.sheet(kept) for kept in versions(newer, "review", 1))
    assert (first.score, len(first.items)) == (Decimal("83.3"), 1)
    assert (second.score, len(second.items)) == (Decimal("50.0"), 2)
