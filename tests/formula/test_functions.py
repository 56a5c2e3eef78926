"""The table of functions is complete: each has a shape, a rule and a meaning."""

from __future__ import annotations

import pytest

from formula.aggregate import AGGREGATE
from formula.functions import AGGREGATES, FUNCTIONS, OPERATORS, PERIODIC
from formula.operations import LAZY, PURE
from formula.results import RULES
from formula.shapes import SHAPES, matched
from tests.formula.world import faults_of

DESUGARED = {"ratio"}
"""Functions that become an operator in the tree."""


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_a_function_is_documented_in_one_sentence(function):
    assert function.doc.endswith(".")
    assert len(function.doc) < 80
    assert "\n" not in function.doc


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_a_function_takes_and_gives_what_is_known(function):
    if function.level == "aggregate" or function.name == "band":
        return
    assert {shape.rstrip("?*") for shape in function.arguments} <= set(SHAPES)
    assert function.result in RULES


def test_every_function_and_operator_has_a_value():
    plain = {name for name, function in FUNCTIONS.items() if function.level == "row"}
    assert plain - {"band"} - DESUGARED | set(OPERATORS) == set(PURE) | set(LAZY)
    assert set(AGGREGATE) == AGGREGATES
    assert not PERIODIC & (set(PURE) | set(LAZY))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("growth(kpi.sales, 1, 'year')", "figure"),
        ("growth(kpi.sales, 'year')", "figure"),
        ("previous(kpi.sales)", "figure"),
        ("ytd(kpi.sales) / ytd(target)", "figure"),
        ("qtd(kpi.sales) + rolling(kpi.sales, 3)", "figure"),
        ("share(kpi.sales, 'department')", "figure"),
        ("kpi.sales / headcount / workdays", "figure"),
        ("rank(kpi.sales, 'department', 'desc', 'ties=min') + percentile(kpi.sales)", "figure"),
        ("round(clamp(score.sales, 0, 100), 1)", "score"),
    ],
)
def test_figures_and_sheets_have_functions_of_their_own(text, level):
    assert faults_of(text, "", level=level) == ()


def test_an_optional_argument_may_be_skipped():
    shapes = FUNCTIONS["previous"].arguments
    assert matched(shapes, ()) is None


TWELVE = [
    "count(bid where result = 'won') / count(bid where result in ('won','lost'))",
    "count(order where delivered_on <= promised_on on promised_on) / count(order on promised_on)",
    "sum(order.amount on ordered_on) / sum(order.target where state != 'draft' on promised_on)",
    "avg(workdays_between(order.ordered_on, order.promised_on) where promised_on is not empty)",
    "sum(order.amount on ordered_on) / sum(order.amount on promised_on)",
    "count_distinct(order.customer where state != 'draft')",
    "growth(sum(order.amount), 1, 'year')",
    "ytd(sum(order.amount)) / ytd(target)",
    "share(sum(order.amount), 'department')",
    "last(order.amount where days_between(promised_on, today()) > 30 on ordered_on)",
    "max(0, 100 - 5 * count(bid where opened_on < today() and result in ('lost','void')))",
    "count(customer where exists(order where days_between(parent.created_at, ordered_on) <= 90))"
    " / count(customer)",
]


@pytest.mark.parametrize("text", TWELVE)
def test_the_formulas_that_the_language_was_made_for_are_understood(text):
    assert faults_of(text, "", level="figure") == ()


def test_a_weighted_score_with_grades_is_understood():
    text = "band(0.5*score.sales + 0.5*score.win_rate, >= 90:'优秀', >= 60:'合格', else:'不合格')"
    assert faults_of(text, "", level="score") == ()
