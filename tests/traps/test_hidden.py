"""Trap 52: a field that somebody may not see is not learnt through figures and their rows."""

import pytest

from admin.columns import known_fields, list_columns
from kpi.period import Period
from records.actor import Actor
from records.gate import Gate
from records.query import Filter, Query
from records.refusals import Refused
from schema.load import read
from tests.traps.conftest import SHOP

HIDDEN = SHOP.replace("roles: {boss: {label: Boss}}", "roles: {boss: {label: Boss}, clerk: {label: Clerk}}").replace(
    "amount: {type: money, label: Amount}", "amount: {type: money, label: Amount, read: [boss], min: 5}"
).replace(
    "    permissions: {boss: {read: all}}", "    permissions: {boss: {read: all}, clerk: {read: all, update: all}}"
)  # fmt: skip
KPI = """
kpis:
  income:
    label: Income
    formula: sum(deal.amount)
    bind: {deal: {date: signed_on, employee: seller}}
    unit: money
    drill: {columns: {deal: [signed_on, amount]}}
"""


@pytest.fixture
def clerk(shop, monkeypatch):
    """A clerk before a deal of 4711, where only the boss may read amounts; and the figures."""
    monkeypatch.setattr("tests.traps.conftest.SHOP", HIDDEN)
    figures = shop.figures("sum(deal.amount)", drill={"columns": {"deal": ["signed_on", "amount"]}})
    deal = shop.put("deal", signed_on="2025-06-02", amount="4711", pieces=1)
    shop.put("deal", signed_on="2025-06-03", amount="12", pieces=2)
    return (
        Gate(figures.rulebook, Actor(None, "li", "Li", None, frozenset({"clerk"}))),
        figures,
        deal,
    )


def test_trap_52_the_loader_warns_of_figures_that_read_hidden_fields():
    schema = read({"shop.yaml": HIDDEN, "k.yaml": KPI})
    assert [(w.code, w.span.line) for w in schema.warnings] == [("W610", 5)]
    assert "clerk" in schema.warnings[0].message and "boss" not in schema.warnings[0].message
    told = KPI.replace("    unit: money", "    unit: money\n    view: [boss]")
    assert read({"shop.yaml": HIDDEN, "k.yaml": told}).warnings == ()


def test_trap_52_the_rows_behind_a_number_come_without_the_hidden_field(clerk):
    gate, figures, _ = clerk
    where = figures.rows("asked", Period.parse("2025-06"))["deal"]
    with pytest.raises(Refused) as caught:
        gate.find("deal", Query(where=where, columns=("signed_on", "amount")))
    assert "4711" not in str(caught.value)
    found = gate.find("deal", Query(where=where))
    assert found.total == 2
    assert all("amount" not in record.values for record in found.records)


def test_trap_52_the_page_of_a_figure_leaves_the_hidden_column_out(clerk):
    gate, figures, _ = clerk
    entity, people = figures.rulebook.entity("deal"), figures.rulebook.schema.people
    drill = figures.kpi("asked").drill["deal"]
    shown = list_columns(entity, known_fields(gate.fields("deal"), people), drill)
    assert drill == ("signed_on", "amount")
    assert [column.name for column in shown] == ["signed_on"]


@pytest.mark.parametrize(
    "query",
    [
        Query(sort=("amount",)),
        Query(sort=("-amount",)),
        Query(filters=(Filter("amount", "gt", ("4000",)),)),
        Query(totals=("amount",)),
    ],
    ids=["sort", "sort down", "filter", "total"],
)
def test_trap_52_nothing_is_guessed_by_sorting_filtering_and_adding(clerk, query):
    gate, _, _ = clerk
    try:
        found = gate.find("deal", query)
    except Refused as refused:
        assert "4711" not in str(refused)
    else:
        assert found.total == 2 and not found.totals.get("amount")
        assert [r.id for r in found.records] == [r.id for r in gate.find("deal", Query()).records]


def test_trap_52_a_refusal_says_nothing_of_the_value(clerk):
    gate, _, deal = clerk
    with pytest.raises(Refused) as caught:
        gate.update("deal", deal, {"amount": "1"}, None)
    assert "4711" not in str(caught.value) and "4711" not in repr(caught.value.problems)
