"""Which rows are alike in all that a statement's conditions ask, and when that is used."""

from __future__ import annotations

import pytest
import yaml

from formula.tree import Measure
from formula.walk import walk
from kpi import alike
from kpi.aggregates import COUNT, DISTINCT, SUM, Selected
from schema.load import read
from tests.kpi.naive.world import ENTITIES

BIND = {"deal": {"date": "signed_on", "employee": "seller"}}


def kinds(*conditions: str, function: str = COUNT, text: str = ENTITIES):
    """How deals are told apart where each of these conditions is asked by a column."""
    formula = " + ".join(f"count(deal where {each})" for each in conditions)
    asked = {"label": "Asked", "formula": formula, "unit": "number", "bind": BIND}
    kpis = yaml.safe_dump({"kpis": {"asked": asked}})
    schema = read({"shop.yaml": text, "kpis.yaml": kpis})
    tree = schema.kpis["asked"].formula.tree
    measures = [node for node, _ in walk(tree) if isinstance(node, Measure)]
    return alike.alike(schema, "deal", [Selected(function, None, m.where) for m in measures])


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    """Two columns are many here."""
    monkeypatch.setattr(alike, "MANY", 2)


def test_choices_and_yes_or_no_are_columns():
    found = kinds("stage = 'won' and urgent", "stage = 'lost'", "stage = 'open' or not urgent")
    assert found.columns == ("stage",)
    assert len(found.conditions) == 1, "one answer is fewer than yes, no and empty"


def test_what_looks_at_two_columns_is_an_answer():
    found = kinds("due_on < paid_on and stage = 'won'", "due_on < paid_on", "stage != 'won'")
    assert (found.columns, len(found.conditions)) == (("stage",), 1)
    found = kinds("if(urgent, pieces, 0) > 2", "urgent", "not urgent")
    assert len(found.conditions) == 2, "a column alone does not tell what it is with another"


def test_a_column_of_many_values_that_is_asked_once_is_an_answer():
    assert kinds("stage = 'won'", "stage = 'won'") == kinds("stage = 'won'", "stage='won'")
    assert kinds("stage = 'won'", "stage = 'won'").columns == ()


@pytest.mark.parametrize(
    "condition",
    [
        "exists(visit where cost > 1)",
        "exists(visit where urgent)",
        "seller.team is empty",
        "pieces > 3",
    ],
)
def test_what_looks_further_is_an_answer(condition):
    assert len(kinds(condition, f"not ({condition})").conditions) == 1


def test_few_columns_are_asked_of_each_row():
    assert kinds("urgent") is None


def test_rows_that_are_hardly_ever_alike_are_asked_one_by_one():
    assert kinds(*(f"pieces > {n}" for n in range(6))) is not None
    assert kinds(*(f"pieces > {n}" for n in range(7))) is None


@pytest.mark.parametrize(("function", "fits"), [(SUM, True), (DISTINCT, False)])
def test_different_values_cannot_be_added_up(function, fits):
    assert (kinds("urgent", "stage = 'won'", function=function) is not None) == fits


def test_a_choice_of_several_has_too_many_values_to_be_told_apart():
    extras = "      extras: {type: choice, multiple: true, options: {a: A, b: B}, label: Extras}\n"
    text = ENTITIES.replace(
        "      pieces: {type: integer", extras + "      pieces: {type: integer", 1
    )
    conditions = ("includes(extras, 'a')", "extras is empty", "includes(extras, 'b')")
    found = kinds(*conditions, text=text)
    assert (found.columns, len(found.conditions)) == ((), 3)
