"""The kind and scale of arithmetic, and what cannot be calculated.

Scales (decimals) are known before any value is: `+ -` keep the larger, `*` adds them
up to 8, `/` gives 8; every result is rounded to its scale, half away from zero.

| left   | op  | right                    | result                                   |
|--------|-----|--------------------------|------------------------------------------|
| integer| + - | integer                  | integer                                  |
| days   | + - | days, integer            | days                                     |
| money  | + - | money, number, integer   | money                                    |
| ratio  | + - | ratio, number, integer   | ratio                                    |
| number | + - | number, integer, days    | number                                   |
| date   | -   | date                     | days: days_between(right, left)          |
| date   | + - | integer, days            | date: add_days                           |
| money  | *   | anything but money       | money                                    |
| ratio  | *   | ratio                    | ratio                                    |
| integer| *   | integer; days            | integer; days                            |
| others | *   |                          | number                                   |
| money  | /   | money; others            | ratio; money                             |
| integer| /   | integer                  | ratio                                    |
| days   | /   | days                     | ratio                                    |
| ratio  | /   | ratio, number, integer   | ratio                                    |
| others | /   | anything but money       | number                                   |
| any    | /   | made from other figures  | number: their kind is not known here     |

Where two kinds commute the table shows one order only.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from formula.kinds import DATE, DAYS, INTEGER, MAX_SCALE, Kind, is_code, number, ratio
from formula.place import Place, broken
from formula.tree import Apply, Figure, Literal, Span, Typed
from formula.walk import walk
from formula.words import called
from language import say

VERBS = MappingProxyType({"add": "add", "sub": "subtract", "mul": "multiply", "div": "divide"})

_SUMS = MappingProxyType(
    {
        frozenset({"integer"}): "integer",
        frozenset({"days"}): "days",
        frozenset({"days", "integer"}): "days",
        frozenset({"number"}): "number",
        frozenset({"number", "integer"}): "number",
        frozenset({"number", "days"}): "number",
        frozenset({"ratio"}): "ratio",
        frozenset({"ratio", "integer"}): "ratio",
        frozenset({"ratio", "number"}): "ratio",
        frozenset({"money"}): "money",
        frozenset({"money", "integer"}): "money",
        frozenset({"money", "number"}): "money",
    }
)
"""Two kinds to the kind of their sum, and of either of them."""

_PRODUCTS = MappingProxyType(
    {
        frozenset({"integer"}): "integer",
        frozenset({"days", "integer"}): "days",
        frozenset({"ratio"}): "ratio",
    }
)
_PARTS = frozenset({("integer", "integer"), ("days", "days"), ("ratio", "ratio")})
_PARTS |= {("ratio", "number"), ("ratio", "integer"), ("money", "money")}


def together(left: Kind, right: Kind) -> Kind | None:
    """The kind that two numbers share, with the larger scale, if they may be added.

    >>> together(Kind("integer"), Kind("ratio", scale=4))
    Kind(name='ratio', scale=4, unit='', entity='', options=(), many=False)
    """
    name = _SUMS.get(frozenset({left.name, right.name}))
    if name is None or other_currency(left, right):
        return None
    return Kind(name, max(left.scale, right.scale), unit=left.unit or right.unit)


def other_currency(left: Kind, right: Kind) -> bool:
    """Whether two amounts are of different currencies."""
    return left.name == right.name == "money" and left.unit != right.unit


def _product(left: Kind, right: Kind) -> Kind | None:
    """The kind of a product."""
    names = frozenset({left.name, right.name})
    scale = min(MAX_SCALE, left.scale + right.scale)
    if "money" in names:
        return None if len(names) == 1 else Kind("money", scale, unit=left.unit or right.unit)
    return Kind(_PRODUCTS.get(names, "number"), scale)


def _quotient(left: Kind, right: Kind) -> Kind | None:
    """The kind of a quotient."""
    if other_currency(left, right) or (right.name == "money" != left.name):
        return None
    if (left.name, right.name) in _PARTS:
        return ratio()
    return Kind("money", MAX_SCALE, unit=left.unit) if left.name == "money" else number(MAX_SCALE)


_RESULTS: MappingProxyType[str, Callable[[Kind, Kind], Kind | None]] = MappingProxyType(
    {"add": together, "sub": together, "mul": _product, "div": _quotient}
)


def arithmetic(place: Place, name: str, left: Typed, right: Typed, span: Span) -> Typed:
    """Two operands and an operator, or the fault that keeps them apart."""
    if broken(left, right):
        return Literal(left.kind if broken(left) else right.kind, span, None)
    left, right = emptied(left, right), emptied(right, left)
    if left.kind.name in ("date", "datetime") and name in ("add", "sub"):
        return _calendar(place, name, left, right, span)
    numeric = left.kind.numeric and right.kind.numeric
    kind = _RESULTS[name](left.kind, right.kind) if numeric else None
    if kind is not None and name == "div" and _of_figures(right):
        kind = number(MAX_SCALE)
    if kind is not None:
        return Apply(kind, span, name, (left, right))
    return refused(place, say(VERBS[name]), left, right, span)


def _of_figures(tree: Typed) -> bool:
    """Whether a tree is made from figures, which may be amounts as well as numbers."""
    return any(isinstance(node, Figure) for node, _ in walk(tree))


def emptied(tree: Typed, other: Typed) -> Typed:
    """A written `empty` as an empty value of the other operand's kind."""
    return Literal(other.kind, tree.span, None) if tree.kind.name == "empty" else tree


def refused(place: Place, verb: str, left: Typed, right: Typed, span: Span) -> Typed:
    """Say why two values do not go together."""
    words = {"left": called(left.kind), "right": called(right.kind)}
    if other_currency(left.kind, right.kind):
        rates = place.scope.rates()
        code = rates.base if rates else left.kind.unit if is_code(left.kind.unit) else "CNY"
        hint = say(
            "Write convert(amount, '{code}', date) for the one in another currency.", code=code
        )
        return place.refuse("E632", span, hint, **words)
    texts = {"text", "choice"} & {left.kind.name, right.kind.name}
    hint = say("Write concat(…) to join texts.") if texts and verb == say("add") else ""
    return place.refuse("E631", span, hint, verb=verb, **words)


def _calendar(place: Place, name: str, left: Typed, right: Typed, span: Span) -> Typed:
    """A date and days, or the days between two dates."""
    day = as_date(left)
    if right.kind.name in ("date", "datetime") and name == "sub":
        return Apply(DAYS, span, "days_between", (as_date(right), day))
    if right.kind.name not in ("integer", "days"):
        return refused(place, say(VERBS[name]), left, right, span)
    return Apply(DATE, span, "add_days", (day, right if name == "add" else negative(right)))


def as_date(tree: Typed) -> Typed:
    """The date of a date and time; any other tree as it is."""
    if tree.kind.name != "datetime":
        return tree
    return Apply(DATE, tree.span, "date", (tree,))


def negative(tree: Typed, span: Span | None = None) -> Typed:
    """Minus a number; a written number takes the sign itself."""
    span = span or tree.span
    if isinstance(tree, Literal) and tree.value is not None:
        return Literal(tree.kind, span, -tree.value)
    return Apply(tree.kind, span, "neg", (tree,))


def mean(kind: Kind) -> Kind:
    """The kind of a mean: eight decimals, and no whole numbers.

    >>> mean(INTEGER) == number(8)
    True
    """
    if kind.name in ("integer", "days"):
        return number(MAX_SCALE)
    return Kind(kind.name, MAX_SCALE, unit=kind.unit)


def rounded(kind: Kind, places: int) -> Kind:
    """The kind of a number with so many decimals.

    >>> rounded(number(4), 0)
    Kind(name='integer', scale=0, unit='', entity='', options=(), many=False)
    """
    if kind.name == "number" and places == 0:
        return INTEGER
    return kind if kind.name in ("integer", "days") else Kind(kind.name, places, unit=kind.unit)
