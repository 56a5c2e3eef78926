"""The shipped figures' own examples hold, and each condition of each formula matters to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from formula.tree import Apply, Measure, Typed
from kpi.bench import Bench
from kpi.examples import differences, moment, of_kpi
from schema.indicators import Kpi
from schema.load import load

SCHEMA = load(Path(__file__).parent.parent.parent / "schema")
CLINIC = load(Path(__file__).parent.parent / "other_business" / "rulebook")

FILES = ("schema/kpis.yaml", "schema/sales_kpis.yaml")
OWN = [kpi for kpi in SCHEMA.kpis.values() if kpi.span.file in FILES]
"""The figures of the department, of its back office and of its sales."""

SIGNED = "(state != 'terminated' or signed_on is not empty)"
"""Of a contract that was signed in time this is always so; only the denominator needs it."""


@pytest.fixture(scope="module")
def bench():
    """The shipped rulebook's tables in memory."""
    years = {moment(SCHEMA, test).year for kpi in SCHEMA.kpis.values() for test in kpi.tests}
    made = Bench(SCHEMA, years)
    yield made
    made.close()


def conjuncts(where: Typed) -> list[Typed]:
    """The conditions that must hold together."""
    if isinstance(where, Apply) and where.name == "and":
        return [each for argument in where.arguments for each in conjuncts(argument)]
    return [where]


def weaker(tree: Typed) -> Iterator[tuple[Typed, Typed]]:
    """Each condition of the formula's aggregates, and the formula without it."""
    if isinstance(tree, Measure) and tree.where is not None:
        kept = conjuncts(tree.where)
        for left_out, condition in enumerate(kept):
            rest = [each for at, each in enumerate(kept) if at != left_out]
            yield condition, replace(tree, where=together(rest))
    elif isinstance(tree, Apply):
        for at, argument in enumerate(tree.arguments):
            before, after = tree.arguments[:at], tree.arguments[at + 1 :]
            for condition, other in weaker(argument):
                yield condition, replace(tree, arguments=(*before, other, *after))


def implied(kpi: Kpi, condition: Typed) -> bool:
    """Whether a condition only says what the figure's date says already: it is not empty."""
    days = [b.date.tree for b in kpi.bind.values() if b.date]
    return (
        isinstance(condition, Apply)
        and condition.name == "is_not_empty"
        and (condition.arguments[0] in days)
    )


def same_denominator(kpi: Kpi, other: Typed) -> bool:
    """Whether only the numerator of a figure is another."""
    return other.arguments[1] == kpi.formula.tree.arguments[1]


def together(conditions: list[Typed]) -> Typed | None:
    """Conditions as one."""
    if not conditions:
        return None
    first, *rest = conditions
    for each in rest:
        first = Apply(first.kind, first.span, "and", (first, each))
    return first


def notice(bench: Bench, kpi: Kpi) -> bool:
    """Whether any example of a figure sees that it is another one."""
    bench.schema = replace(bench.schema, kpis={**SCHEMA.kpis, kpi.name: kpi})
    try:
        return any([*of_kpi(bench, kpi, test)] for test in kpi.tests)
    finally:
        bench.schema = replace(bench.schema, kpis=SCHEMA.kpis)


def test_every_example_of_the_shipped_rulebook_holds():
    assert differences(SCHEMA) == []


def test_every_shipped_figure_and_scorecard_has_an_example_of_nothing_and_one_of_something():
    for kpi in OWN:
        states = {wanted.value is None for test in kpi.tests for wanted in test.expect.values()}
        if kpi.when_no_rows != "zero":
            assert states == {True, False}, kpi.name
    scored = [c for c in SCHEMA.scorecards.values() if any(i.weight is not None for i in c.items)]
    assert all(len(card.tests) >= 5 for card in scored)


def test_the_clinics_examples_hold():
    assert any(kpi.tests for kpi in CLINIC.kpis.values())
    assert differences(CLINIC) == []


@pytest.mark.parametrize("name", [kpi.name for kpi in OWN])
def test_each_condition_of_a_formula_is_missed_by_an_example(bench, name):
    kpi = SCHEMA.kpis[name]
    assert not notice(bench, kpi)
    for condition, other in weaker(kpi.formula.tree):
        text = kpi.formula.text[condition.span.start : condition.span.end]
        if not implied(kpi, condition) and not (text == SIGNED and same_denominator(kpi, other)):
            changed = replace(kpi, formula=replace(kpi.formula, tree=other))
            assert notice(bench, changed), f"no example notices that {text} is missing"
