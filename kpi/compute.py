"""The arithmetic above the database: quotients, earlier periods, years to date.

A formula is walked twice by the same code: once to learn which amounts it needs in
which window, once to compute with them. Empty never becomes zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from formula.amounts import about_no_rows
from formula.operations import COMPARE, PURE
from formula.tree import Apply, Bands, Figure, Literal, Measure, Setting, Typed
from kpi.columns import Amount
from kpi.levels import LEVELS
from kpi.period import Period


class NotComputable(ValueError):
    """A formula that asks for what cannot be computed from amounts."""


class NotEntered(NotComputable):
    """A formula that asks for what nobody has entered yet; the text says what, for readers."""


Number = Decimal | None
Read = Callable[[Measure, Period, str], Amount]
"""An aggregate, a window, and the figure that it stands in: nothing is the one asked for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A subject's value and those of its group, its own among them; None has no place."""

    own: Number
    among: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """What a figure's formula may ask: amounts, other figures, facts of the period.

    `subject` of `level` is whose value it is, `owner` the other figure whose formula is
    being computed, if any. `cell` answers target, workdays and headcount of a period by
    name, `value` a part of the formula that is about no rows. `wider` is the world of the
    subject's group in a period, where the subject belongs to one, `standing` how the subject
    does among that group. `homes_on` is the day whose departments people have in a period,
    None for today's.
    """

    read: Read
    figure: Callable[[str], Typed]
    value: Callable[[Typed], Any]
    cell: Callable[[str, Period, World], Number]
    level: str = LEVELS[0]
    subject: int | None = None
    owner: str = ""
    wider: Callable[[str, Period], World | None] = lambda group, period: None
    homes_on: Callable[[Period], date | None] = lambda period: None
    standing: Callable[[Typed, Period, str, str], Standing] = lambda *asked: Standing(None)


def compute(tree: Typed, period: Period, world: World) -> Number:
    """The value of a figure's formula in a period; None when it cannot be known.

    Texts and dates are no amounts: where only the parts of a part are such, it is
    evaluated as a whole, like a formula of a setting.
    """
    try:
        return _BY_NODE.get(type(tree), _constant)(tree, period, world)
    except NotEntered:
        raise
    except (NotComputable, ArithmeticError) as fault:
        if isinstance(tree, Apply | Bands) and about_no_rows(tree):
            return _constant(tree, period, world)
        raise NotComputable(str(fault)) from None


def _constant(tree: Typed, period: Period, world: World) -> Number:
    return _number(world.value(tree))


def _number(found: Any) -> Number:
    """An amount; what is a text or a date is none."""
    if found is None or isinstance(found, Decimal):
        return found
    if not isinstance(found, int):
        raise NotComputable(repr(found))
    return Decimal(int(found))


def _measure(tree: Measure, period: Period, world: World) -> Number:
    return _number(world.read(tree, period, world.owner).value)


def _figure(tree: Figure, period: Period, world: World) -> Number:
    if tree.source == "kpi":
        return compute(world.figure(tree.name), period, replace(world, owner=tree.name))
    return world.cell(tree.name, period, world)


def _bands(tree: Bands, period: Period, world: World) -> Number:
    # Everything is computed, so that whoever listens learns of every amount.
    value = compute(tree.value, period, world)
    steps = [
        (COMPARE[operator], compute(limit, period, world), compute(result, period, world))
        for operator, limit, result in tree.steps
    ]
    otherwise = compute(tree.otherwise, period, world) if tree.otherwise else None
    if value is None:
        return None
    fitting = (result for test, limit, result in steps if limit is not None and test(value, limit))
    return next(fitting, otherwise)


def _apply(tree: Apply, period: Period, world: World) -> Number:
    if tree.name in _ELSEWHERE:
        return _ELSEWHERE[tree.name](tree.arguments, period, world)
    values = [compute(argument, period, world) for argument in tree.arguments]
    if tree.name in _TOLERANT:
        return _TOLERANT[tree.name](values)
    if any(value is None for value in values):
        return None
    if tree.name not in _EXACT:
        raise NotComputable(tree.name)
    return _EXACT[tree.name](*values)


def _quotient(left: Decimal, right: Decimal) -> Number:
    return left / right if right else None


def _rounded(value: Decimal, digits: Decimal = Decimal(0)) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP)


def _truth(value: bool) -> Decimal:
    return Decimal(int(value))


def _tested(test: Callable[..., bool], values: list[Number]) -> Decimal:
    return _truth(test(None, *values))


_TESTS = (*COMPARE, "between", "in", "not_in", "is_empty", "is_not_empty")
"""Conditions that ask nothing but their values."""

_EXACT: Mapping[str, Callable[..., Number]] = {
    "neg": lambda a: -a,
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": _quotient,
    "ratio": _quotient,
    "abs": abs,
    "min": min,
    "max": max,
    "round": _rounded,
    "clamp": lambda value, low, high: max(low, min(high, value)),
}
"""Operations that need all their arguments: with an empty one the result is empty."""

_TOLERANT: Mapping[str, Callable[[list[Number]], Number]] = {
    "coalesce": lambda values: next((v for v in values if v is not None), None),
    "if": lambda values: values[1] if values[0] else (values[2] if len(values) > 2 else None),
    "and": lambda values: _truth(all(values)),
    "or": lambda values: _truth(any(values)),
    "not": lambda values: _truth(not values[0]),
    **{name: partial(_tested, PURE[name]) for name in _TESTS},
}
"""Operations that can do with an empty argument: what is empty meets a condition as in a row."""


def _earlier(arguments: tuple[Typed, ...], period: Period) -> Period:
    count, unit = 1, "period"
    for argument in arguments[1:]:
        if isinstance(argument, Literal) and isinstance(argument.value, str):
            unit = argument.value
        elif isinstance(argument, Literal):
            count = int(argument.value)
    return period.before(count, unit)


def _previous(arguments: tuple[Typed, ...], period: Period, world: World) -> Number:
    return compute(arguments[0], _earlier(arguments, period), world)


def _growth(arguments: tuple[Typed, ...], period: Period, world: World) -> Number:
    now = compute(arguments[0], period, world)
    before = compute(arguments[0], _earlier(arguments, period), world)
    return None if now is None or not before else (now - before) / before


def _to_date(unit: str) -> Callable[[tuple[Typed, ...], Period, World], Number]:
    return lambda arguments, period, world: compute(arguments[0], period.to_date(unit), world)


def _rolling(arguments: tuple[Typed, ...], period: Period, world: World) -> Number:
    count = compute(arguments[1], period, world) or 1
    return compute(arguments[0], period.rolling(int(count)), world)


def _words(arguments: tuple[Typed, ...]) -> tuple[str, ...]:
    """The words in quotes after the value."""
    found = (a.value for a in arguments[1:] if isinstance(a, Literal))
    return tuple(word for word in found if isinstance(word, str))


def _group(arguments: tuple[Typed, ...]) -> str:
    """The group that is named; nothing is the next one up."""
    return next((word for word in _words(arguments) if word in LEVELS), "")


def _share(arguments: tuple[Typed, ...], period: Period, world: World) -> Number:
    part = compute(arguments[0], period, world)
    around = world.wider(_group(arguments), period)
    if around is None:
        return None
    whole = compute(arguments[0], period, replace(around, owner=world.owner))
    return part / whole if part is not None and whole else None


def _standing(arguments: tuple[Typed, ...], period: Period, world: World) -> Standing:
    return world.standing(arguments[0], period, _group(arguments), world.owner)


def _rank(arguments: tuple[Typed, ...], period: Period, world: World) -> Number:
    """The place: 1 for the greatest, or with `asc` for the least."""
    standing = _standing(arguments, period, world)
    own, words = standing.own, _words(arguments)
    if own is None:
        return None
    better = [v for v in standing.among if (v < own if "asc" in words else v > own)]
    equal = sum(value == own for value in standing.among)
    places: Mapping[str, Callable[[], Decimal]] = {
        "ties=max": lambda: Decimal(len(better) + equal),
        "ties=dense": lambda: Decimal(len(set(better)) + 1),
        "ties=average": lambda: Decimal(2 * len(better) + equal + 1) / 2,
    }
    ties = next((word for word in words if word in places), "")
    return places[ties]() if ties else Decimal(len(better) + 1)


def _percentile(arguments: tuple[Typed, ...], period: Period, world: World) -> Number:
    """The part of the group that is not above; the subject itself is not."""
    standing = _standing(arguments, period, world)
    if standing.own is None:
        return None
    below = sum(value <= standing.own for value in standing.among)
    return Decimal(below) / len(standing.among)


_ELSEWHERE: Mapping[str, Callable[[tuple[Typed, ...], Period, World], Number]] = {
    "previous": _previous,
    "growth": _growth,
    "ytd": _to_date("year"),
    "qtd": _to_date("quarter"),
    "rolling": _rolling,
    "share": _share,
    "rank": _rank,
    "percentile": _percentile,
}
"""Functions that look at another window of time, or at others."""

_BY_NODE: Mapping[type, Callable[..., Number]] = {
    Literal: _constant,
    Setting: _constant,
    Measure: _measure,
    Figure: _figure,
    Bands: _bands,
    Apply: _apply,
}
