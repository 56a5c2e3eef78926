"""What each function gives: the rules that the table of functions names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from formula.agree import adapted, called, common, comparable
from formula.algebra import arithmetic, emptied, mean, rounded
from formula.exchange import converted
from formula.faults import quoted, suggestion
from formula.kinds import (
    BOOLEAN,
    DATE,
    DATETIME,
    DAYS,
    INTEGER,
    MAX_SCALE,
    TEXT,
    TIME,
    Kind,
    number,
    ratio,
)
from formula.place import Place, broken
from formula.tree import Apply, Literal, Span, Typed

Rule = Callable[[Place, str, tuple[Typed, ...], Span], Typed]
"""Place, function name, arguments that fit, and span, to the finished call."""


def _always(kind: Kind) -> Rule:
    """A rule that gives one kind."""
    return lambda place, name, arguments, span: Apply(kind, span, name, arguments)


def _common(place: Place, name: str, arguments: tuple[Typed, ...], span: Span) -> Typed:
    """The one kind of all the values, of `if` without its condition."""
    first = 1 if name == "if" else 0
    kind, agreed = common(place, arguments[first:], span)
    return Apply(kind, span, name, arguments[:first] + agreed)


def _same(place: Place, name: str, arguments: tuple[Typed, ...], span: Span) -> Typed:
    """The kind of the first argument."""
    return Apply(arguments[0].kind, span, name, arguments)


def _rounded(place: Place, name: str, arguments: tuple[Typed, ...], span: Span) -> Typed:
    """The kind of the first argument with the decimals that the second says."""
    places = arguments[1] if len(arguments) > 1 else Literal(INTEGER, span, 0)
    decimals = places.value if isinstance(places, Literal) else 0
    value = emptied(arguments[0], Literal(number(decimals), span, None))
    return Apply(rounded(value.kind, decimals), span, name, (value, places))


def _quotient(place: Place, name: str, arguments: tuple[Typed, ...], span: Span) -> Typed:
    """A division whose result is a ratio whatever is divided."""
    divided = arithmetic(place, "div", arguments[0], arguments[1], span)
    if broken(divided):
        return divided
    return Apply(ratio(MAX_SCALE), span, "div", arguments)


def _role(place: Place, name: str, arguments: tuple[Typed, ...], span: Span) -> Typed:
    """Whether the person has a role that exists."""
    word = arguments[0]
    role = word.value if isinstance(word, Literal) else ""
    if not place.viewer:
        return place.refuse("E618", span, name=f"{name}()")
    if role in place.scope.roles():
        return Apply(BOOLEAN, span, name, arguments)
    hint = suggestion(role, place.scope.roles())
    return place.refuse("E615", word.span, hint, name=quoted(role))


def _option(place: Place, name: str, arguments: tuple[Typed, ...], span: Span) -> Typed:
    """Whether one of the options, or one of the linked records, is there."""
    many, one = arguments
    value = adapted(place, one, replace(many.kind, many=False), called(many))
    single = Literal(replace(many.kind, many=False), many.span, None)
    _, value = comparable(place, single, value, False, one.span)
    return value if broken(value) else Apply(BOOLEAN, span, name, (many, value))


def _mean(place: Place, name: str, arguments: tuple[Typed, ...], span: Span) -> Typed:
    """The kind of a mean."""
    return Apply(mean(arguments[0].kind), span, name, arguments)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "integer": _always(INTEGER),
        "days": _always(DAYS),
        "text": _always(TEXT),
        "boolean": _always(BOOLEAN),
        "date": _always(DATE),
        "datetime": _always(DATETIME),
        "time": _always(TIME),
        "ratio": _always(ratio(MAX_SCALE)),
        "common": _common,
        "same": _same,
        "rounded": _rounded,
        "quotient": _quotient,
        "role": _role,
        "option": _option,
        "mean": _mean,
        "converted": converted,
    }
)
"""Each rule by the name that the table of functions has for it."""
