"""The kind and the scale of every operator and function."""

from __future__ import annotations

from decimal import Decimal

import pytest

from formula.check import fits, fitted
from formula.kinds import (
    BOOLEAN,
    DATE,
    DATETIME,
    DAYS,
    INTEGER,
    TEXT,
    Kind,
    choice,
    link,
    money,
    number,
    ratio,
)
from formula.tree import Apply, Literal
from tests.formula.world import STAMPS, faults_of, tree_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", INTEGER),
        ("1.50", number(2)),
        ("1.6%", ratio(3)),
        ("100%", ratio(2)),
        ("pieces + 1", INTEGER),
        ("pieces + weight", number(3)),
        ("pieces * pieces", INTEGER),
        ("pieces / 2", ratio(8)),
        ("weight / 2", number(8)),
        ("weight * 0.5", number(4)),
        ("weight * weight * weight * 0.25", number(8)),
        ("amount + 1", money()),
        ("amount - 0.125", money(scale=3)),
        ("-amount", money()),
        ("amount * discount", money(scale=6)),
        ("discount * amount", money(scale=6)),
        ("amount * 1.5", money(scale=3)),
        ("pieces * amount", money()),
        ("amount / pieces", money(scale=8)),
        ("amount / amount", ratio(8)),
        ("1 - discount", ratio(4)),
        ("discount * discount", ratio(8)),
        ("discount * 100", number(4)),
        ("discount / 2", ratio(8)),
        ("promised_on - ordered_on", DAYS),
        ("created_at - ordered_on", DAYS),
        ("ordered_on + 3", DATE),
        ("ordered_on - pieces", DATE),
        ("(promised_on - ordered_on) * 2", DAYS),
        ("(promised_on - ordered_on) + 1", DAYS),
        ("(promised_on - ordered_on) / 7", number(8)),
        ("amount * (promised_on - ordered_on)", money()),
        ("amount + empty", money()),
        ("pieces > 1", BOOLEAN),
        ("not urgent", BOOLEAN),
        ("state in ('done')", BOOLEAN),
        ("note is empty", BOOLEAN),
        ("owner", link("person")),
        ("customer.seller.department", link("department")),
        ("setting.rate", ratio(4)),
        ("today()", DATE),
        ("now()", DATETIME),
        ("year(ordered_on)", INTEGER),
        ("date(created_at)", DATE),
        ("days_between(ordered_on, created_at)", DAYS),
        ("if(urgent, 1, 2.5)", number(1)),
        ("if(urgent, amount)", money()),
        ("if(urgent, empty, amount)", money()),
        ("if(urgent, 'a', 'b')", TEXT),
        ("if(urgent, ordered_on, created_at)", DATE),
        ("if(urgent, state, 'done')", choice(("draft", "sent", "done"))),
        ("if(urgent, state, 'other')", TEXT),
        ("coalesce(amount, 0)", money()),
        ("coalesce(discount, 0)", ratio(4)),
        ("min(pieces, weight)", number(3)),
        ("max(ordered_on, promised_on)", DATE),
        ("clamp(discount, 0, 1)", ratio(4)),
        ("abs(amount)", money()),
        ("round(amount, 0)", money(scale=0)),
        ("round(weight, 1)", number(1)),
        ("round(weight)", INTEGER),
        ("round(pieces, 2)", INTEGER),
        ("ratio(amount, 2)", ratio(8)),
        ("concat(number, '-', pieces)", TEXT),
        ("length(note)", INTEGER),
        ("text_contains(note, 'x')", BOOLEAN),
        ("has_role('clerk')", BOOLEAN),
        ("count(lines)", INTEGER),
        ("exists(lines where qty > 0)", BOOLEAN),
        ("count_distinct(lines.qty)", INTEGER),
        ("sum(lines.qty)", INTEGER),
        ("sum(lines.qty * price)", money()),
        ("avg(lines.qty)", number(8)),
        ("avg(lines.price)", money(scale=8)),
        ("max(lines.on_day)", DATE),
        ("last(lines.price on on_day)", money()),
        ("band(pieces, > 1: 1.5, else: 2)", number(1)),
        ("TODAY() > 2024-06-30", BOOLEAN),
        ("at >= '08:30'", BOOLEAN),
        ("ordered_on >= '2024-06-30'", BOOLEAN),
        ("scan is not empty", BOOLEAN),
    ],
)
def test_every_formula_has_a_kind_before_it_has_a_value(text, kind):
    assert tree_of(text).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("count(bid where result = 'won') / count(bid)", ratio(8)),
        ("sum(order.amount) / sum(order.amount)", ratio(8)),
        ("sum(order.amount) / ytd(target)", number(8)),
        ("kpi.sales", number(8)),
        ("growth(sum(order.amount), 1, 'year')", ratio(8)),
        ("previous(sum(order.amount), 'year')", money()),
        ("avg(workdays_between(order.ordered_on, order.promised_on))", number(8)),
        ("max(0, 100 - 5 * count(bid))", INTEGER),
        ("1 - count(bid) / count(order)", ratio(8)),
    ],
)
def test_figures_have_kinds_too(text, kind):
    assert tree_of(text, "", level="figure").kind == kind


def test_money_of_another_currency_stays_apart():
    assert tree_of("dollars * 7.2").kind == money("USD", 3)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("weight * 1.5", money()),
        ("amount * 1.5", money()),
        ("pieces / 3", INTEGER),
        ("amount / amount", ratio(4)),
        ("pieces", number(2)),
        ("discount * 100", INTEGER),
    ],
)
def test_a_computed_number_is_rounded_to_its_fields_kind(text, wanted):
    tree = fitted(tree_of(text, expect=wanted), wanted)
    assert isinstance(tree, Apply)
    assert (tree.name, tree.kind, tree.arguments[1].value) == ("round", wanted, wanted.scale)


def test_a_written_number_is_rounded_at_once():
    tree = fitted(tree_of("2.675", expect=money()), money())
    assert isinstance(tree, Literal)
    assert (tree.value, tree.kind) == (Decimal("2.68"), money())


def test_what_fits_already_stays_as_it_is():
    tree = tree_of("amount")
    assert fitted(tree, money()) is tree
    assert fitted(tree_of("note"), TEXT) == tree_of("note")


def test_a_date_and_time_becomes_a_date_where_one_is_wanted():
    tree = fitted(tree_of("created_at", expect=DATE), DATE)
    assert (tree.kind, tree.name) == (DATE, "date")


def test_an_empty_value_takes_the_kind_that_is_wanted():
    assert tree_of("empty", expect=money()).kind == money()
    assert tree_of("if(urgent, empty, empty)", expect=DATE).kind.name == "date"


@pytest.mark.parametrize(
    ("kind", "wanted", "fine"),
    [
        (ratio(4), money(), False),
        (money("USD"), money(), False),
        (DAYS, money(), False),
        (DAYS, INTEGER, True),
        (number(3), ratio(4), True),
        (choice(("a",)), choice(("a", "b")), True),
        (choice(("a", "c")), choice(("a", "b")), False),
        (choice(("a",)), TEXT, True),
        (TEXT, DATE, False),
        (DATE, DATETIME, False),
        (link("person"), link("person"), True),
        (link("person"), link("order"), False),
        (link("person", many=True), link("person"), False),
        (Kind("empty"), BOOLEAN, True),
    ],
)
def test_a_value_fits_a_kind_or_not(kind, wanted, fine):
    assert fits(kind, wanted) is fine


def test_texts_in_all_branches_become_options_where_options_are_wanted():
    wanted = choice(("a", "b"))
    for text in (
        "if(urgent, 'a', 'b')",
        "coalesce(if(urgent, 'a'), 'b')",
        "band(pieces, > 1: 'a', else: 'b')",
        "band(pieces, > 1: 'a', <= 1: if(urgent, empty, 'b'))",
    ):
        assert tree_of(text, expect=wanted).kind == wanted


def test_a_branch_that_is_no_option_is_refused():
    wanted = choice(("a", "b"))
    assert [f.code for f in faults_of("if(urgent, 'a', note)", expect=wanted)] == ["E639"]


def test_a_written_empty_takes_a_kind_by_itself_too():
    assert fitted(tree_of("empty"), money()) == Literal(money(), tree_of("empty").span, None)
    assert fitted(Literal(INTEGER, tree_of("1").span, None), money()).value is None


def test_the_systems_own_fields_are_fields():
    assert {name: tree_of(name).kind for name in STAMPS} == dict(STAMPS)
