"""The value of a formula on one record: null rules, rounding, dates, working days."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from formula.check import fitted
from formula.evaluate import FigureNeeded, holds, value
from formula.kinds import INTEGER, money
from tests.formula.world import NOON, Store, context, faults_of, tree_of, value_of

D = Decimal
EMPTY_ORDER: dict[str, object] = {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pieces = 1", False),
        ("pieces != 1", True),
        ("pieces < 1", False),
        ("pieces <= 1", False),
        ("pieces > 1", False),
        ("pieces >= 1", False),
        ("pieces in (1, 2)", False),
        ("pieces not in (1, 2)", True),
        ("pieces between 1 and 2", False),
        ("pieces != weight", True),
        ("state = 'done'", False),
        ("state != 'done'", True),
        ("not urgent", True),
        ("urgent", None),
        ("urgent and 1 = 1", False),
        ("urgent or 1 = 1", True),
        ("not (pieces > 1)", True),
        ("urgent = false", False),
        ("pieces is empty", True),
        ("pieces is not empty", False),
        ("pieces + 1", None),
        ("-pieces", None),
        ("1 - amount / amount", None),
        ("abs(pieces)", None),
        ("round(weight, 1)", None),
        ("min(pieces, 1)", None),
        ("clamp(pieces, 1, 2)", None),
        ("if(pieces > 1, 'a', 'b')", "b"),
        ("if(urgent, 'a')", None),
        ("coalesce(pieces, 7)", 7),
        ("coalesce(pieces, weight)", None),
        ("coalesce(amount, 0)", D("0.00")),
        ("text_contains(note, 'x')", False),
        ("concat(note, 'x', state)", "x"),
        ("length(note)", None),
        ("customer.seller.name", None),
        ("customer.seller = owner", False),
        ("ordered_on + 1", None),
        ("days_between(ordered_on, today())", None),
        ("band(pieces, > 1: 'a', else: 'b')", None),
        ("count(lines)", 0),
        ("sum(lines.price)", D("0.00")),
        ("avg(lines.price)", None),
        ("max(lines.price)", None),
        ("exists(lines)", False),
        ("last(lines.price on on_day)", None),
    ],
)
def test_what_becomes_of_empty_values(text, expected):
    assert value_of(text, **EMPTY_ORDER) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5 * 1", D("0.5")),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(2.675, 2)", D("2.68")),
        ("round(2.665, 2)", D("2.67")),
        ("round(-0.005, 2)", D("-0.01")),
        ("1 / 3", D("0.33333333")),
        ("2 / 3", D("0.66666667")),
        ("-2 / 3", D("-0.66666667")),
        ("7 / 2", D("3.50000000")),
        ("1.005 * 100", D("100.500")),
        ("0.00000001 * 0.5", D("0.00000001")),
        ("0.00000001 * 0.4", D("0E-8")),
        ("1 / 0", None),
        ("1.5 / 0.0", None),
        ("1 + 2.50", D("3.50")),
        ("if(1 = 1, 1, 2.50)", D("1.00")),
        ("1.6%", D("0.016")),
        ("8 / 500 <= 1.6%", True),
        ("8.01 / 500 <= 1.6%", False),
        ("0.1 + 0.2 = 0.3", True),
        ("2 = 2.00", True),
        ("5 between 5 and 5", True),
        ("-(3)", -3),
        ("abs(-3.5)", D("3.5")),
        ("min(3, 1.5, 2)", D("1.5")),
        ("clamp(12, 0, 10)", 10),
        ("ratio(1, 4)", D("0.25000000")),
    ],
)
def test_numbers_are_exact_and_rounded_half_away_from_zero(text, expected):
    result = value_of(text)
    assert (result, str(result)) == (expected, str(expected))


def test_large_amounts_stay_exact():
    assert value_of("amount * 1.01", amount=D("9" * 28 + ".99")) == D(
        "10099999999999999999999999999.9899"
    )


def test_a_percentage_and_a_number_are_a_hundred_apart():
    assert value_of("discount <= 1.6%", discount=D("0.0161")) is False
    assert value_of("discount <= 1.5", discount=D("0.0161")) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today()", date(2026, 6, 15)),
        ("now()", NOON),
        ("now() > today()", False),
        ("created_at = 2026-06-14", True),
        ("year(created_at) * 100 + month(created_at)", 202606),
        ("day(2026-06-30)", 30),
        ("date(created_at)", date(2026, 6, 14)),
        ("month_start(2024-02-15)", date(2024, 2, 1)),
        ("month_end(2024-02-15)", date(2024, 2, 29)),
        ("add_days(2024-02-28, 2)", date(2024, 3, 1)),
        ("2024-03-01 - 1", date(2024, 2, 29)),
        ("2024-03-01 - 2024-02-01", 29),
        ("days_between(2024-03-01, 2024-02-01)", -29),
        ("add_months(2024-01-31, 1)", date(2024, 2, 29)),
        ("add_months(2024-03-31, -1)", date(2024, 2, 29)),
        ("add_months(2024-12-15, 1)", date(2025, 1, 15)),
        ("months_between(2024-01-31, 2024-02-29)", 0),
        ("months_between(2024-01-31, 2024-03-31)", 2),
        ("months_between(2024-03-15, 2024-01-16)", -2),
        ("add_days(9999-12-31, 1)", None),
        ("add_months(9999-12-31, 1)", None),
        ("2026-06-15 in (today(), 2020-01-01)", True),
        ("at >= '08:30'", False),
        ("add_hours(created_at, 4)", datetime(2026, 6, 15, 3, 59)),
        ("add_hours(created_at, -24)", datetime(2026, 6, 13, 23, 59)),
        ("add_hours(created_at, 99999999)", None),
        ("at(2026-06-15, '17:30')", datetime(2026, 6, 15, 17, 30)),
        ("at(created_at, time(now()))", datetime.combine(date(2026, 6, 14), NOON.time())),
        ("at(2026-06-15, empty)", None),
        ("time(created_at)", time(23, 59)),
    ],
)
def test_dates(text, expected):
    assert value_of(text, created_at=datetime(2026, 6, 14, 23, 59)) == expected


@pytest.mark.parametrize("text", ["at(2026-06-15, 'noon')", "at(today(), 17)", "time(today())"])
def test_what_is_no_moment_and_no_time_is_refused(text):
    assert [fault.code for fault in faults_of(text)] == ["E635"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("workdays_between(2026-06-12, 2026-06-15)", 1),  # Friday to Monday
        ("workdays_between(2026-06-13, 2026-06-14)", 0),
        ("workdays_between(2026-06-15, 2026-06-12)", -1),
        ("workdays_between(2025-12-31, 2026-06-12)", None),
        ("add_workdays(2026-06-12, 1)", date(2026, 6, 15)),
        ("add_workdays(2026-06-13, 1)", date(2026, 6, 15)),
        ("add_workdays(2026-06-15, 0)", date(2026, 6, 15)),
        ("add_workdays(2026-06-15, -1)", date(2026, 6, 12)),
        ("add_workdays(2026-12-31, 1)", None),
        ("is_workday(2026-06-13)", False),
        ("is_workday(2027-01-01)", None),
    ],
)
def test_working_days_are_counted_after_the_first_day_and_only_in_known_years(text, expected):
    assert value_of(text) == expected


def test_texts_are_searched_case_and_all():
    assert value_of("text_contains(note, 'b')", note="abc") is True
    assert value_of("starts_with(note, 'B')", note="bcd") is False
    assert value_of("concat(number, '-', pieces)", number="A", pieces=7) == "A-7"


@pytest.mark.parametrize("held", [None, "", ()])
def test_no_value_no_text_and_no_choice_are_empty(held):
    assert value_of("note is empty", note=held) is True


def test_the_person_who_asks_is_compared_by_who_they_are(store):
    me, other = store.add("person", name="Li"), store.add("person", name="Bo")
    mine = store.add("order", owner=me)
    tree = tree_of("owner = me and me.name = 'Li' and has_role('clerk')")
    assert holds(tree, mine, context(me))
    assert not holds(tree, mine, context(other))
    assert not holds(tree, mine, context(None))


def test_a_field_of_several_values_includes_one(store):
    skill = store.add("skill")
    person = store.add("person", tags=("new",), skills=(skill,))
    assert value_of("includes(tags, 'new') and not includes(tags, 'old')", person) is True
    assert value_of("count(skills)", person) == 1


def test_a_condition_that_is_empty_does_not_hold(store):
    assert not holds(tree_of("urgent"), store.add("order"), context())


def test_a_computed_whole_number_is_a_whole_number():
    tree = fitted(tree_of("weight * 1.5", expect=INTEGER), INTEGER)
    result = value(tree, Store().add("order", weight=D("1.000")), context())
    assert (result, type(result)) == (2, int)


def test_a_computed_amount_has_the_fields_decimals():
    tree = fitted(tree_of("amount / 3", expect=money()), money())
    assert str(value(tree, Store().add("order", amount=D("10.00")), context())) == "3.33"


def test_the_record_being_edited_is_the_row_around(store):
    order = store.add("order", owner=store.add("person"))
    customer = store.add("customer", seller=order.follow("owner"))
    tree = tree_of("seller = parent.owner", "customer", outer=("order",))
    assert value(tree, customer, context(), (order,)) is True
    assert value(tree, customer, context(), (store.add("order"),)) is False


def test_a_setting_is_what_the_administrator_set():
    assert value_of("setting.days + 1") == 11


def test_a_figure_has_no_value_on_a_record_unless_somebody_answers():
    tree = tree_of("kpi.sales * 2", "", level="figure")
    with pytest.raises(FigureNeeded):
        value(tree, None, context())
    assert value(tree, None, context(answer=lambda node: D("2.5"))) == D("5")


def test_functions_of_other_periods_are_answered_too():
    tree = tree_of("growth(sum(order.amount)) + 1", "", level="figure")
    answer = context(answer=lambda node: D("0.25"))
    assert value(tree, None, answer) == D("1.25")


def test_a_missing_part_is_missing_and_not_zero():
    tree = tree_of("1 - count(bid) / count(order)", "", level="figure")
    assert value(tree, None, context(answer=lambda node: None)) is None
    assert value(tree, None, context(answer=lambda node: 0)) is None
