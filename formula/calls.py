"""Calls of functions: known, at home in their place, rightly given."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from formula.aggregates import aggregated, goes_over_rows
from formula.bands import banded
from formula.faults import quoted, suggestion
from formula.foreign import instead_of_function
from formula.functions import FUNCTIONS, Function
from formula.place import Place, broken
from formula.results import RULES
from formula.shapes import arity, fitted, matched, wanted
from formula.syntax import Argument, Call, Syntax
from formula.tree import Typed
from formula.words import described
from language import say

_AT_HOME: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "row": frozenset({"row", "figure", "score", "value"}),
        "aggregate": frozenset({"row", "figure", "score"}),
        "cell": frozenset({"figure"}),
    }
)
"""Each level of a function to the levels of formulas that may call it."""

HINTS: Mapping[str, str] = MappingProxyType(
    {
        "aggregate": "It needs the rows of a record or of a figure.",
        "cell": "It works in figures only.",
    }
)
"""Each level of a function to what to say where it may not be called."""


def called(call: Call, place: Place) -> Typed:
    """A call with its function known and its arguments checked."""
    function = FUNCTIONS.get(call.name.lower())
    if function is None:
        hint = instead_of_function(call.name) or suggestion(call.name, FUNCTIONS)
        return place.refuse("E612", call.span, hint, name=quoted(call.name))
    rows = goes_over_rows(call)
    level = "aggregate" if rows else function.level
    if place.level not in _AT_HOME[level]:
        return place.refuse("E623", call.span, say(HINTS[level]), name=f"{function.name}()")
    if rows:
        return aggregated(call, function, place)
    if function.name == "band":
        return banded(call, place)
    return _valued(call, function, place)


def _valued(call: Call, function: Function, place: Place) -> Typed:
    """A function of values."""
    given = tuple(_plain(argument, function, place) for argument in call.arguments)
    if broken(*given):
        return next(tree for tree in given if broken(tree))
    shapes = matched(function.arguments, given)
    if shapes is None:
        words = {"name": function.name, "wanted": arity(function.arguments)}
        return place.refuse("E636", call.span, count=len(given), **words)
    fitting = tuple(
        _fitting(tree, shape, function, place) for tree, shape in zip(given, shapes, strict=True)
    )
    if broken(*fitting):
        return next(tree for tree in fitting if broken(tree))
    return RULES[function.result](place, function.name, fitting, call.span)


def _plain(argument: Syntax, function: Function, place: Place) -> Typed:
    """A value without `where`, `on` or `by`, which only aggregates have."""
    if not isinstance(argument, Argument):
        return place.refuse("E655", argument.span)
    clauses = {"where": argument.where, "on": argument.on, "by": argument.by}
    for word, clause in clauses.items():
        if clause is not None:
            return place.refuse("E626", clause.span, word=word, name=function.name)
    return place.typed(argument.value)


def _fitting(tree: Typed, shape: str, function: Function, place: Place) -> Typed:
    """An argument as its shape wants it."""
    found = fitted(shape, tree)
    if found is not None:
        return found
    words = {"wanted": wanted(shape), "found": described(tree.kind)}
    return place.refuse("E635", tree.span, name=f"{function.name}()", **words)
