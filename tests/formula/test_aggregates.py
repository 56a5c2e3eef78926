"""Aggregates over the rows that belong to a record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from formula.evaluate import value
from tests.formula.world import context, tree_of, value_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(lines)", 3),
        ("count(lines where qty > 2)", 1),
        ("count(lines where qty is empty)", 1),
        ("count(lines where not (qty > 2))", 2),
        ("sum(lines.qty)", 5),
        ("sum(lines.qty * 2)", 10),
        ("avg(lines.qty)", Decimal("2.50000000")),
        ("min(lines.qty)", 2),
        ("max(lines.qty)", 3),
        ("count_distinct(lines.qty)", 2),
        ("sum(min(lines.qty, 2))", 4),
        ("max(max(lines.qty, 1) * 2)", 6),
        ("sum(lines.qty where min(qty, 9) > 2)", 3),
        ("exists(lines where qty = 3)", True),
        ("exists(lines where qty = 4)", False),
        ("sum(lines.qty) / count(lines)", Decimal("1.66666667")),
        ("sum(lines.qty where qty < 1)", 0),
        ("avg(lines.qty where qty < 1)", None),
        ("count(line where order = parent)", 3),
        ("count(line where parent.number = 'A1')", 3),
        ("count(bid where opened_on = parent.ordered_on)", 0),
    ],
)
def test_child_rows_are_counted_and_added(text, expected, order):
    assert value_of(text, order) == expected


def test_a_mean_is_rounded_half_away_from_zero(store):
    order = store.add("order")
    for qty in (1, 1, 2, 2, 2, 2):
        store.add("line", order=order, qty=qty)
    assert value_of("avg(lines.qty)", order) == Decimal("1.66666667")


def test_the_last_value_is_the_one_of_the_latest_date(store):
    order = store.add("order")
    for day, qty in ((3, 30), (9, 90), (5, 50)):
        store.add("line", order=order, qty=qty, on_day=date(2026, 1, day))
    store.add("line", order=order, qty=1)
    assert value_of("last(lines.qty on on_day)", order) == 90
    assert value_of("last(lines.qty where qty < 90 on on_day)", order) == 50


def test_rows_reach_the_row_around_and_its_links(order):
    text = "count(lines where parent.customer.seller.department.name = 'trade')"
    assert value_of(text, order) == 3


def test_equal_rows_all_count(store):
    order = store.add("order")
    for _ in range(3):
        store.add("line", order=order, price=Decimal("5.00"))
    assert value_of("sum(lines.price)", order) == Decimal("15.00")


def test_two_kinds_of_children_do_not_multiply_each_other(store):
    department = store.add("department")
    for _ in range(2):
        store.add("transfer", origin=department)
        store.add("person", department=department)
    assert value_of("count(transfer by origin) * 10 + count(person)", department) == 22


def test_the_same_entity_linked_twice_is_counted_by_the_link_that_is_named(store):
    here, there = store.add("department"), store.add("department")
    store.add("transfer", origin=here, goal=there)
    assert value_of("count(transfer by origin)", here) == 1
    assert value_of("count(transfer by goal)", here) == 0


def test_the_records_of_several_links_are_counted(store):
    skills = [store.add("skill", name=name) for name in ("x", "y", "x")]
    person = store.add("person", skills=tuple(skills[:2]))
    assert value_of("count(skills)", person) == 2
    assert value_of("count(skills where name = 'x')", person) == 1
    assert value_of("count(skill where not includes(parent.skills, skill))", person) == 1


def test_a_record_that_is_not_stored_yet_has_no_rows():
    assert value(tree_of("count(lines)"), None, context()) == 0
