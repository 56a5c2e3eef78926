"""Amounts in several currencies: what goes together, what must be converted, and by which rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from formula.evaluate import value
from formula.kinds import money
from formula.parse import parse
from formula.reads import entities_read
from formula.show import show
from tests.formula.test_explain import told
from tests.formula.world import Store, context, faults_of, tree_of

RATES = {
    ("USD", date(2026, 5, 1)): Decimal("7.2000"),
    ("USD", date(2026, 6, 1)): Decimal("7.1000"),
    ("EUR", date(2026, 5, 20)): Decimal("7.8000"),
}


def worth(currency, day):
    """The newest rate on or before a day."""
    days = [since for code, since in RATES if code == currency and since <= day]
    return RATES[currency, max(days)] if days else None


def found(text, entity="order", **values):
    """A formula's value on a record with these values."""
    row = Store().add(entity, **values)
    return value(tree_of(text, entity), row, context(rate=worth))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 30), None),
        (date(2026, 5, 1), Decimal("720.00")),
        (date(2026, 5, 31), Decimal("720.00")),
        (date(2026, 6, 1), Decimal("710.00")),
        (None, None),
    ],
)
def test_the_newest_rate_on_or_before_the_day_counts(day, expected):
    dollars = Decimal("100.00")
    assert found("convert(dollars, 'CNY', ordered_on)", dollars=dollars, ordered_on=day) == expected


def test_from_one_foreign_currency_to_another_the_rates_of_the_same_day_are_divided():
    given = {"dollars": Decimal("100.00"), "ordered_on": date(2026, 5, 31)}
    assert found("convert(dollars, 'EUR', ordered_on)", **given) == Decimal("92.31")
    assert (
        found("convert(amount, 'USD', ordered_on)", **{**given, "amount": Decimal("72.00")}) == 10
    )


@pytest.mark.parametrize(
    ("currency", "expected"), [("CNY", 100), ("USD", 710), ("EUR", 780), (None, None)]
)
def test_an_amount_may_say_its_currency_in_a_field(currency, expected):
    given = {"due": Decimal("100.00"), "currency": currency, "paid_on": date(2026, 6, 15)}
    assert found("convert(due, 'CNY', paid_on)", "bill", **given) == expected


def test_nobody_asks_for_the_rate_of_an_amount_that_is_not_there():
    asked = []
    row = Store().add("order", dollars=None, ordered_on=date(2020, 1, 1))
    tree = tree_of("convert(dollars, 'CNY', ordered_on)")
    assert value(tree, row, context(rate=lambda *of: asked.append(of))) is None
    assert asked == []


@pytest.mark.parametrize(
    ("text", "entity", "kind"),
    [
        ("convert(dollars, 'CNY', ordered_on)", "order", money("CNY")),
        ("convert(dollars * 1.005, 'CNY', created_at)", "order", money("CNY", 5)),
        ("convert(dollars, 'USD', ordered_on)", "order", money("USD")),
        ("convert(dollars, 'CNY', ordered_on) + amount", "order", money("CNY")),
        ("amount + empty", "order", money("CNY")),
        ("due + fee", "bill", money("currency")),
        ("due * 2", "bill", money("currency", 2)),
        ("due / fee", "bill", tree_of("amount / amount").kind),
        ("order.dollars", "bill", money("USD")),
        ("sum(bills.due)", "order", None),
        ("sum(bills.worth)", "order", money("number")),
        ("sum(convert(bills.due, 'CNY', paid_on))", "order", money("CNY")),
        ("count_distinct(bills.due)", "order", tree_of("count(bills)").kind),
    ],
)
def test_the_currency_of_a_result_is_known(text, entity, kind):
    if kind is None:
        assert [f.code for f in faults_of(text, entity)] == ["E645"]
    else:
        assert tree_of(text, entity).kind == kind


@pytest.mark.parametrize(
    ("text", "how", "message", "place"),
    [
        (
            "amount + dollars",
            {},
            "E632 money(CNY) and money(USD) are two currencies. "
            "Write convert(amount, 'CNY', date) for the one in another currency.",
            "amount + dollars",
        ),
        (
            "due > order.amount",
            {"entity": "bill"},
            "E632 money(currency) and money(CNY) are two currencies. "
            "Write convert(amount, 'CNY', date) for the one in another currency.",
            "due > order.amount",
        ),
        (
            "convert(dollars, 'XAU', ordered_on)",
            {},
            'E647 "XAU" is no currency of the exchange rates. Write one of: CNY, USD, EUR.',
            "'XAU'",
        ),
        (
            "convert(pieces, 'CNY', ordered_on)",
            {},
            "E635 convert() takes an amount of money here, not a whole number.",
            "pieces",
        ),
        (
            "convert(dollars, 'CNY', pieces)",
            {},
            "E635 convert() takes a date here, not a whole number.",
            "pieces",
        ),
        (
            "convert(dollars, 'CNY')",
            {},
            "E636 convert() takes 3 values, not 2.",
            "convert(dollars, 'CNY')",
        ),
        (
            "convert(sum(order.dollars), 'CNY', 2026-06-30)",
            {"entity": "", "level": "figure"},
            "E623 convert() does not work in this place. "
            "Convert the amount of each row: sum(convert(rows.amount, 'CNY', date)).",
            "convert(sum(order.dollars), 'CNY', 2026-06-30)",
        ),
        (
            "dollars",
            {"expect": money("CNY")},
            "E632 money(USD) and money(CNY) are two currencies. "
            "Write convert(amount, 'CNY', date) for the one in another currency.",
            "dollars",
        ),
    ],
)
def test_what_does_not_go_together_says_what_to_write(text, how, message, place):
    (fault,) = faults_of(text, **how)
    assert str(fault) == message
    assert text[fault.start : fault.end] == place


def test_a_currency_is_seen_from_where_the_amount_is():
    (fault,) = faults_of("sum(bills.fee where due > parent.amount)", "order")[:1]
    assert fault.code == "E632"


def test_whoever_reads_the_formula_knows_that_it_reads_the_rates():
    assert "course" in entities_read(tree_of("convert(dollars, 'CNY', ordered_on)"))


def test_it_is_said_in_words_and_written_again():
    text = "sum(convert(order.dollars, 'CNY', ordered_on) where urgent)"
    assert show(parse(text)) == text
    assert told(text, "en").startswith(
        "total (dollars converted into CNY at the rate of ordered_on) of order"
    )
    assert "折算" in told(text)
