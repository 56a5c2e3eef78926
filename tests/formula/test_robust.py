"""Whatever is written, it is understood or refused in words; and what is understood has a value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from formula.check import LEVELS, fitted, typed
from formula.evaluate import value
from formula.faults import FormulaError
from formula.functions import FUNCTIONS
from formula.kinds import BOOLEAN, DATE, INTEGER, TEXT, choice, link, money, ratio
from tests.formula.world import FIELDS, Store, World, context

PATHS = st.sampled_from(
    [*FIELDS["order"], "lines", "lines.qty", "customer.seller", "me", "parent", "parent.amount",
     "order", "line.price", "bid", "bid.result", "transfer", "setting.days", "kpi.sales", "score.x",
     "target", "owner.skills", "owner.skills.name", "owner.tags", "nothing", "明细.qty"]
)  # fmt: skip
LEAVES = PATHS | st.sampled_from(
    ["1", "2.5", "1.6%", "'done'", "'x'", "''", "2024-06-30", "true", "empty", "0", "'2024-01-01'"]
)
SIGNS = st.sampled_from(["+", "-", "*", "/", "and", "or", "=", "!=", "<", ">="])
NAMES = st.sampled_from([*FUNCTIONS, "unknown"])


def _larger(parts):
    clause = st.sampled_from(["", " where {}", " on ordered_on", " by customer", " where {} on at"])
    argument = st.builds(lambda part, more, c: part + c.format(more), parts, parts, clause)
    step = st.builds(lambda limit, part: f">= {limit}: {part}", LEAVES, parts)
    given_ = st.lists(argument | step | st.builds("else: {}".format, parts), max_size=3)
    return st.one_of(
        st.builds("({} {} {})".format, parts, SIGNS, parts),
        st.builds("not ({})".format, parts),
        st.builds("-({})".format, parts),
        st.builds("(({}) in ({}, {}))".format, parts, parts, parts),
        st.builds("(({}) between ({}) and ({}))".format, parts, parts, parts),
        st.builds("(({}) is empty)".format, parts),
        st.builds(lambda name, parts: f"{name}({', '.join(parts)})", NAMES, given_),
    )


TEXTS = st.recursive(LEAVES, _larger, max_leaves=6)
WANTED = st.sampled_from(
    [None, BOOLEAN, DATE, INTEGER, TEXT, money(), ratio(4), choice(("done", "x")), link("person")]
)


@settings(max_examples=600)
@given(TEXTS, st.sampled_from(LEVELS), WANTED)
def test_a_formula_is_understood_or_refused_in_words(text, level, wanted):
    try:
        tree = typed(text, World(), "order" if level == "row" else "", level=level, expect=wanted)
    except FormulaError as error:
        assert all(0 <= fault.start <= fault.end <= len(text) for fault in error.faults)
    else:
        assert tree.kind.name != "broken"


@settings(max_examples=600)
@given(TEXTS, WANTED, st.booleans())
def test_a_formula_that_is_understood_has_a_value_of_its_kind(text, wanted, filled):
    try:
        tree = typed(text, World(), "order", expect=wanted)
    except FormulaError:
        return
    tree = fitted(tree, wanted) if wanted else tree
    result = value(tree, _order(filled), context())
    kinds = {"integer": int, "days": int, "boolean": bool, "text": str, "date": date}
    expected = kinds.get(tree.kind.name, Decimal if tree.kind.numeric else object)
    assert result is None or tree.kind.many or isinstance(result, expected)
    if result is not None and tree.kind.numeric and isinstance(result, Decimal):
        assert -result.as_tuple().exponent == tree.kind.scale


def _order(filled: bool):
    """An order with everything, or with nothing."""
    store = Store()
    if not filled:
        return store.add("order")
    seller = store.add("person", name="Li", tags=("new",), skills=(store.add("skill"),))
    order = store.add(
        "order", customer=store.add("customer", seller=seller), owner=seller, pieces=3,
        amount=Decimal("9.99"), discount=Decimal("0.0160"), weight=Decimal("1.500"), urgent=True,
        state="done", note="x", ordered_on=date(2026, 6, 1), target=Decimal("1.00"),
    )  # fmt: skip
    store.add("line", order=order, qty=2, price=Decimal("1.50"), on_day=date(2026, 1, 1))
    return order
