"""Traps 11 to 22: what is added up, and whose it is."""

from datetime import datetime
from decimal import Decimal

import pytest

from schema.problems import Problems

JUNE = "2025-06-10"
SALES = "sum(deal.amount)"


@pytest.fixture
def visited(shop):
    """A deal of 100 that was visited twice, and one that nobody visited."""
    deal = shop.put("deal", signed_on=JUNE, amount=Decimal(100))
    shop.put("deal", signed_on=JUNE, amount=Decimal(7))
    for _ in range(2):
        shop.put("visit", deal=deal, made_on=JUNE, cost=Decimal(5))
    return shop


def test_trap_11_two_sources_beside_each_other_do_not_multiply(visited):
    assert visited.value("sum(deal.amount) / sum(visit.cost)") == Decimal("10.7")


def test_trap_12_a_doubled_child_does_not_change_the_parent_s_sum(visited):
    formula = "sum(deal.amount where exists(visit))"
    before = visited.value(formula)
    visited.put("visit", deal=1, made_on=JUNE, cost=Decimal(5))
    assert before == visited.value(formula) == 100


def test_trap_13_equal_amounts_count_each(shop):
    for _ in range(3):
        shop.put("deal", signed_on=JUNE, amount=Decimal("19.99"))
    assert shop.value(SALES) == Decimal("59.97")


def test_trap_14_somebody_in_one_source_only_keeps_a_cell(shop):
    one, two = shop.put("clerk", name="a"), shop.put("clerk", name="b")
    shop.put("deal", signed_on=JUNE, seller=one, amount=Decimal(10))
    shop.put("visit", made_on=JUNE, maker=two, cost=Decimal(4))
    cells = shop.cells("sum(deal.amount) - sum(visit.cost)", "2025-06", "employee")
    assert {who: cell.value for who, cell in cells.items()} == {one: 10, two: -4}
    cells = shop.cells("sum(deal.amount) / sum(visit.cost)", "2025-06", "employee")
    assert {who: cell.numerator for who, cell in cells.items()} == {one: 10, two: 0}
    assert {who: cell.denominator for who, cell in cells.items()} == {one: 0, two: 4}


def test_trap_15_a_department_s_ratio_is_a_ratio_of_sums(shop):
    team = shop.put("team", name="t")
    many, few = (shop.put("clerk", name=name, team=team) for name in "ab")
    for who, stage in ((many, "won"), (many, "won"), (many, "won"), (few, "lost")):
        shop.put("deal", signed_on=JUNE, seller=who, stage=stage)
    formula = "count(deal where stage = 'won') / count(deal)"
    cells = shop.cells(formula, "2025-06", "department")
    assert cells[team].value == Decimal("0.75"), "and not the mean of 100% and 0%"
    shop.put("deal", signed_on="2025-01-03", seller=few, stage="lost")
    assert shop.value(formula, "2025") == Decimal("0.6")


def test_trap_16_an_average_of_months_weighs_their_rows(shop):
    for day, pieces in (("2025-04-01", 10), ("2025-05-01", 40), ("2025-05-02", 40)):
        shop.put("deal", signed_on=day, pieces=pieces)
    assert shop.value("avg(deal.pieces)", "2025-Q2") == 30
    assert shop.value("ytd(avg(deal.pieces))", "2025-05") == 30


def test_trap_17_a_distinct_count_is_not_added_over_months_or_people(shop):
    one, two, helper = (shop.put("clerk", name=name) for name in "abc")
    for who, day in ((one, "2025-04-01"), (two, "2025-05-01")):
        shop.put("deal", signed_on=day, seller=who, helper=helper)
    formula = "count_distinct(deal.helper)"
    assert shop.value(formula, "2025-Q2") == 1
    cells = shop.cells(formula, "2025-Q2", "employee")
    assert [cells[who].value for who in (one, two)] == [1, 1]


def test_trap_18_each_aggregate_has_its_own_condition(shop):
    for stage, amount in (("won", 3), ("lost", 5)):
        shop.put("deal", signed_on=JUNE, stage=stage, amount=Decimal(amount))
    won, lost = (f"sum(deal.amount where stage = '{s}')" for s in ("won", "lost"))
    assert shop.value(f"{won} * 100 + {lost}") == 305


def test_trap_19_which_of_two_links_is_meant_must_be_said(shop):
    shop.bind = {}
    with pytest.raises(Problems, match="seller"):
        shop.figures("count(deal on signed_on)")


def test_trap_20_two_links_to_one_entity_are_kept_apart(shop):
    one, two = (shop.put("clerk", name=name) for name in "ab")
    shop.put("deal", signed_on=JUNE, seller=one, helper=two, amount=Decimal(9))
    formula = "sum(deal.amount where seller.name = 'a' and helper.name = 'b')"
    assert shop.value(formula) == 9
    assert shop.cells("count(deal by helper)", "2025-06", "employee").keys() == {two}


def test_trap_21_deleted_rows_leave_and_people_who_left_keep_theirs(shop):
    gone = shop.put("clerk", name="gone", deleted_at=datetime(2025, 6, 20))
    shop.put("deal", signed_on=JUNE, seller=gone, amount=Decimal(4))
    shop.put("deal", signed_on=JUNE, amount=Decimal(9), deleted_at=datetime(2025, 6, 20))
    assert shop.value(SALES) == 4
    assert shop.cells(SALES, "2025-06", "employee")[gone].value == 4


def test_trap_21_a_deleted_visit_no_longer_counts_for_its_deal_and_a_restored_one_does(shop):
    deal = shop.put("deal", signed_on=JUNE, stage="won")
    visit = shop.put(
        "visit", deal=deal, made_on=JUNE, cost=Decimal(7), deleted_at=datetime(2025, 6, 20)
    )
    visited = "count(deal where exists(visit where cost > 0))"
    assert (shop.cell(visited).rows, shop.cell("sum(visit.cost)").rows) == (0, 0)
    assert shop.opened(visited, "2025-06", "numerator") == 0
    model = shop.tables.model("visit")
    model.update(deleted_at=None).where(model.id == visit).execute()
    assert (shop.value(visited), shop.value("sum(visit.cost)")) == (1, 7)
    assert shop.opened(visited, "2025-06", "numerator") == 1


def test_trap_21_a_deleted_last_value_gives_way_to_the_one_before(shop):
    shop.put("deal", signed_on="2025-06-10", amount=Decimal(5))
    shop.put("deal", signed_on="2025-06-30", amount=Decimal(9), deleted_at=datetime(2025, 7, 1))
    assert shop.value("last(deal.amount on signed_on)") == 5


def test_trap_21_a_team_keeps_the_deals_of_somebody_who_left_and_of_a_deleted_person(shop):
    team = shop.put("team", name="north")
    for name, deleted in (("stays", None), ("left", datetime(2025, 6, 2))):
        who = shop.put("clerk", name=name, team=team, deleted_at=deleted)
        shop.put("deal", signed_on=JUNE, seller=who, amount=Decimal(3), stage="won")
    cells = shop.cells(SALES, "2025-06", "department")
    assert {unit: cell.value for unit, cell in cells.items()} == {team: 6}
    assert shop.opened(SALES, "2025-06", "numerator", "department", team) == 2


def test_trap_22_rows_of_nobody_are_shown_and_the_total_adds_up(shop):
    one = shop.put("clerk", name="a")
    for who, amount in ((one, 1), (None, 8)):
        shop.put("deal", signed_on=JUNE, seller=who, amount=Decimal(amount))
    cells = shop.cells(SALES, "2025-06", "employee")
    assert {who: cell.value for who, cell in cells.items()} == {one: 1, None: 8}
    assert shop.value(SALES) == 9


def test_the_number_of_people_is_that_of_the_cell(shop):
    """The sales of each head of a team are divided by the team, and not by the company."""
    north, south = (shop.put("team", name=name) for name in ("north", "south"))
    one, two, three = (
        shop.put("clerk", name=n, team=t) for n, t in zip("abc", (north, north, south), strict=True)
    )
    shop.put("clerk", name="gone", team=north, deleted_at=datetime(2025, 6, 2))
    for who in (one, two, three, three, None):
        shop.put("deal", signed_on=JUNE, seller=who, amount=Decimal(6))
    formula = f"{SALES} / headcount"
    assert shop.value(formula) == 10
    teams = shop.cells(formula, "2025-06", "department")
    assert {team: cell.value for team, cell in teams.items()} == {north: 6, south: 12, None: None}
    people = shop.cells(formula, "2025-06", "employee")
    assert {who: cell.value for who, cell in people.items()} == {
        one: 6,
        two: 6,
        three: 12,
        None: None,
    }
