"""Syntax to a typed tree: names resolved, kinds and scales known, faults told.

Kinds and scales of arithmetic are in `algebra.py`, what may be compared in
`agree.py`, what functions take and give in `functions.py`. Comparisons, `and`, `or`,
`not`, `in`, `between` and `is empty` give a boolean that is never empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeGuard

from formula.agree import adapted, comparable
from formula.algebra import arithmetic, as_date, emptied, negative, other_currency, refused
from formula.amounts import amounts_only
from formula.bands import SIGNS
from formula.calls import called
from formula.faults import Fault, FormulaError, quoted
from formula.kinds import (
    BOOLEAN,
    DATE,
    EMPTY,
    INTEGER,
    MAX_SCALE,
    TEXT,
    Kind,
    number,
    quantized,
    ratio,
)
from formula.parse import parse
from formula.paths import field_named, resolved
from formula.place import BROKEN, Place, broken
from formula.scope import Scope, SheetItems
from formula.syntax import (
    Among,
    Between,
    Binary,
    Call,
    Day,
    Emptiness,
    Empty,
    Number,
    Reference,
    Syntax,
    Text,
    Truth,
    Unary,
)
from formula.tree import Apply, Literal, Typed
from formula.words import described
from language import say

LEVELS = ("row", "figure", "score", "value")
"""What a formula is about: a record, a figure's cell, an appraisal sheet and its record, or nothing."""


def typed(
    text: str,
    scope: Scope,
    entity: str,
    outer: tuple[str, ...] = (),
    level: str = "row",
    expect: Kind | None = None,
    items: SheetItems | None = None,
) -> Typed:
    """Read and check a formula; raise FormulaError with everything that is wrong.

    `outer` are the entities of the rows around the row, the nearest first. With
    `expect` the value must be of that kind, or turn into it by `fitted`. `items` are those
    of the appraisal sheet that a formula of level "score" is about, `entity` its record's.
    """
    rows = (entity, *outer) if entity and level in ("row", "score") else ()
    faults: list[Fault] = []
    viewer = level in ("row", "value")
    place = Place(scope, rows, level, _visit, faults, viewer=viewer, items=items)
    tree = place.typed(parse(text))
    if expect is not None and not broken(tree):
        tree = _expected(place, tree, expect)
    if level == "figure" and not faults:
        amounts_only(place, tree, text)
    if faults:
        raise FormulaError(faults)
    return tree


def _visit(node: Syntax, place: Place) -> Typed:
    """A piece of syntax as a typed node."""
    return _NODES[type(node)](node, place)


def _expected(place: Place, tree: Typed, expect: Kind) -> Typed:
    """The tree as a value of the kind that is needed here."""
    tree = adapted(place, tree, expect)
    if broken(tree) or fits(tree.kind, expect):
        return emptied(tree, Literal(expect, tree.span, None))
    if expect.name == "boolean":
        hint = say("Compare it with something, such as = 'x' or > 0.")
        return place.refuse("E637", tree.span, hint, found=described(tree.kind))
    if other_currency(tree.kind, expect):
        return refused(place, say("keep"), tree, Literal(expect, tree.span, None), tree.span)
    words = {"found": described(tree.kind), "wanted": described(expect)}
    return place.refuse("E639", tree.span, **words)


_APART = frozenset({frozenset({"money", "ratio"}), frozenset({"money", "days"})})
"""Numbers that never stand for each other."""


def fits(kind: Kind, wanted: Kind) -> bool:
    """Whether a value of one kind may be kept as another, rounded if it must be.

    >>> fits(number(4), INTEGER), fits(ratio(4), Kind("money", scale=2))
    (True, False)
    """
    if kind.name == "empty":
        return True
    if kind.numeric and wanted.numeric:
        units = kind.unit == wanted.unit or not (kind.unit and wanted.unit)
        return units and frozenset({kind.name, wanted.name}) not in _APART
    if kind.many != wanted.many or kind.entity != wanted.entity:
        return False
    if wanted.name == "choice" and kind.name == "choice":
        return set(kind.options) <= set(wanted.options)
    return (kind.name, wanted.name) in _TURNS or kind.name == wanted.name


_TURNS = frozenset({("choice", "text"), ("datetime", "date")})
"""Kinds that become another without a word."""


def fitted(tree: Typed, kind: Kind) -> Typed:
    """The tree with its value turned into a kind that it `fits`.

    A number of another scale or name becomes `Apply("round", …)` of exactly the kind
    asked for, rounded half away from zero; written numbers are rounded at once.
    """
    if tree.kind.name == "empty":
        return replace(tree, kind=kind)
    if kind.name == "date":
        return as_date(tree)
    if not kind.numeric or tree.kind == kind:
        return tree
    if isinstance(tree, Literal):
        return Literal(kind, tree.span, _settled(tree.value, kind))
    places = Literal(INTEGER, tree.span, kind.scale)
    return Apply(kind, tree.span, "round", (tree, places))


def _settled(value: Any, kind: Kind) -> Any:
    """A written number in the scale of a kind."""
    if value is None:
        return None
    exact = quantized(Decimal(value), kind.scale)
    return int(exact) if kind.name in ("integer", "days") else exact


def _number(node: Number, place: Place) -> Typed:
    """A number with the decimals it is written with; a percentage as its fraction."""
    scale = len(node.text.partition(".")[2]) + 2 * node.percent
    if scale > MAX_SCALE:
        return place.refuse("E607", node.span, found=node.text, limit=MAX_SCALE - 2 * node.percent)
    if not scale:
        return Literal(INTEGER, node.span, int(node.text))
    value = Decimal(node.text).scaleb(-2 if node.percent else 0)
    return Literal(ratio(scale) if node.percent else number(scale), node.span, value)


def _text(node: Text, place: Place) -> Typed:
    """A text as it is."""
    return Literal(TEXT, node.span, node.value)


def _unary(node: Unary, place: Place) -> Typed:
    """Minus a number, or the opposite of a condition."""
    operand = place.typed(node.operand)
    if node.operator == "not":
        operand = _condition(operand, place)
    if broken(operand):
        return operand
    if node.operator == "not":
        return Apply(BOOLEAN, node.span, "not", (operand,))
    if operand.kind.numeric:
        return negative(operand, node.span)
    words = {"name": say("minus"), "wanted": say("a number"), "found": described(operand.kind)}
    return place.refuse("E635", node.span, **words)


_ARITHMETIC = MappingProxyType({"+": "add", "-": "sub", "*": "mul", "/": "div"})


def _binary(node: Binary, place: Place) -> Typed:
    """Arithmetic, a comparison, or two conditions."""
    if node.operator in SIGNS:
        return _comparison(node, place)
    left, right = place.typed(node.left), place.typed(node.right)
    if node.operator in _ARITHMETIC:
        return arithmetic(place, _ARITHMETIC[node.operator], left, right, node.span)
    left, right = _condition(left, place), _condition(right, place)
    return _unless_broken(Apply(BOOLEAN, node.span, node.operator, (left, right)))


def _unless_broken(tree: Apply) -> Typed:
    """The node, or a broken one when one of its arguments is."""
    return Literal(BROKEN, tree.span, None) if broken(*tree.arguments) else tree


def _condition(tree: Typed, place: Place) -> Typed:
    """A tree that is true or false."""
    if broken(tree) or tree.kind == BOOLEAN:
        return tree
    hint = say("Compare it with something, such as = 'x' or > 0.")
    return place.refuse("E637", tree.span, hint, found=described(tree.kind))


def _comparison(node: Binary, place: Place) -> Typed:
    """Two values compared."""
    name = SIGNS[node.operator]
    left, right = _sides(node.left, node.right, place)
    ordered = name not in ("eq", "ne")
    left, right = comparable(place, left, right, ordered, node.span)
    return _unless_broken(Apply(BOOLEAN, node.span, name, (left, right)))


def _sides(left: Syntax, right: Syntax, place: Place) -> tuple[Typed, Typed]:
    """Both sides of a comparison, an option written without quotes found out."""
    if _unknown_word(left, place):
        other = place.typed(right)
        return _word_or_option(left, other, place), other
    first = place.typed(left)
    return first, _word_or_option(right, first, place)


def _unknown_word(node: Syntax, place: Place) -> TypeGuard[Reference]:
    """Whether a piece is one name that is no field of the row."""
    if not isinstance(node, Reference) or len(node.names) > 1 or not place.rows:
        return False
    return not field_named(place.scope, place.entity, node.names[0])


def _word_or_option(node: Syntax, other: Typed, place: Place) -> Typed:
    """A piece, unless it is an option of the other side that lacks its quotes."""
    if _unknown_word(node, place) and node.names[0] in other.kind.options:
        word = node.names[0]
        words = {"entity": quoted(place.entity), "name": quoted(word)}
        return place.refuse("E610", node.span, say("Write '{word}' in quotes.", word=word), **words)
    return place.typed(node)


def _among(node: Among, place: Place) -> Typed:
    """A value and what it may be one of."""
    name = "not_in" if node.negated else "in"
    value = place.typed(node.value)
    choices = [_word_or_option(choice, value, place) for choice in node.choices]
    return _with_each(place, name, value, choices, node)


def _between(node: Between, place: Place) -> Typed:
    """A value and its two limits."""
    value = place.typed(node.value)
    limits = [place.typed(node.low), place.typed(node.high)]
    return _with_each(place, "between", value, limits, node)


def _with_each(
    place: Place, name: str, value: Typed, others: Sequence[Typed], node: Syntax
) -> Typed:
    """A value compared with each of several others."""
    fitting = []
    for other in others:
        turned, alike = comparable(place, value, other, name == "between", other.span)
        fitting.append(turned if broken(turned) else alike)
        value = value if broken(turned) else turned
    if value.kind.name == "date":
        fitting = [as_date(other) for other in fitting]
    return _unless_broken(Apply(BOOLEAN, node.span, name, (value, *fitting)))


def _emptiness(node: Emptiness, place: Place) -> Typed:
    """Whether there is a value."""
    name = "is_not_empty" if node.negated else "is_empty"
    return _unless_broken(Apply(BOOLEAN, node.span, name, (place.typed(node.value),)))


def _call(node: Call, place: Place) -> Typed:
    """A function called."""
    return called(node, place)


def _constant(kind: Kind) -> Callable[[Any, Place], Typed]:
    """A value written in the formula."""
    return lambda node, place: Literal(kind, node.span, getattr(node, "value", None))


_NODES: Mapping[type, Callable[[Any, Place], Typed]] = MappingProxyType(
    {
        Number: _number,
        Text: _text,
        Day: _constant(DATE),
        Truth: _constant(BOOLEAN),
        Empty: _constant(EMPTY),
        Reference: resolved,
        Unary: _unary,
        Binary: _binary,
        Among: _among,
        Between: _between,
        Emptiness: _emptiness,
        Call: _call,
    }
)
"""Each piece of syntax to what checks it."""
