"""What a function may be given: each shape of an argument, named once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Any

from formula.agree import ORDERED
from formula.algebra import as_date
from formula.faults import either
from formula.kinds import MAX_SCALE, TIME
from formula.tree import Literal, Typed
from language import say


@dataclass(frozen=True, slots=True)
class Shape:
    """How messages name an argument, whether a tree is one, and what becomes of it."""

    wanted: str
    fits: Callable[[Typed], bool]
    turned: Callable[[Typed], Typed] = lambda tree: tree


def _of(*names: str) -> Callable[[Typed], bool]:
    """Whether a tree has one value of certain kinds; a written `empty` has any."""
    return lambda tree: tree.kind.name in (*names, "empty") and not tree.kind.many


def _literal(name: str, allowed: Callable[[Any], bool]) -> Callable[[Typed], bool]:
    """Whether a tree is a written value."""
    return lambda tree: (
        isinstance(tree, Literal)
        and tree.kind.name == name
        and tree.value is not None
        and allowed(tree.value)
    )


def _time_of_day(tree: Typed) -> bool:
    """Whether a tree is a time, or a text in quotes that is read as one."""
    if not isinstance(tree, Literal) or tree.kind.name != "text":
        return tree.kind.name in ("time", "empty")
    try:
        return bool(time.fromisoformat(tree.value).tzinfo is None)
    except ValueError:
        return False


def _as_time(tree: Typed) -> Typed:
    """A written text as the time that it says; any other tree as it is."""
    if not isinstance(tree, Literal) or tree.kind.name != "text":
        return tree
    return Literal(TIME, tree.span, time.fromisoformat(tree.value))


def _words(*words: str) -> Shape:
    """A text in quotes that is one of a few."""
    shown = ", ".join(f"'{word}'" for word in words)
    return Shape(shown, _literal("text", lambda value: value in words))


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "any": Shape("one value", lambda tree: not tree.kind.many),
        "numeric": Shape("a number", _of("integer", "days", "number", "ratio", "money")),
        "money": Shape("an amount of money", _of("money")),
        "integer": Shape("a whole number", _of("integer", "days")),
        "date": Shape("a date", _of("date", "datetime"), as_date),
        "datetime": Shape("a date and time", _of("datetime")),
        "time": Shape("a time", _time_of_day, _as_time),
        "text": Shape("a text", _of("text", "choice")),
        "wordy": Shape("a text or a whole number", _of("text", "choice", "integer", "days")),
        "condition": Shape("a condition", _of("boolean")),
        "ordered": Shape("numbers or dates", _of(*ORDERED)),
        "many": Shape("a field of several values", lambda tree: tree.kind.many),
        "places": Shape(
            f"a written number of decimals, 0 to {MAX_SCALE}",
            _literal("integer", lambda value: 0 <= value <= MAX_SCALE),
        ),
        "count": Shape("a written number of periods", _literal("integer", lambda value: value > 0)),
        "word": Shape("a text in quotes", _literal("text", lambda value: True)),
        "currency": Shape("a currency in quotes", _literal("text", lambda value: True)),
        "step": _words("period", "month", "quarter", "year"),
        "group": _words("department", "company"),
        "sorting": _words("asc", "desc"),
        "ties": _words("ties=min", "ties=max", "ties=dense", "ties=average"),
    }
)
"""Each shape that the table of functions uses."""


def named(shape: str) -> Shape:
    """A shape by its name in the table, with or without its "?" or "*"."""
    return SHAPES[shape.rstrip("?*")]


def matched(shapes: tuple[str, ...], given: tuple[Typed, ...]) -> tuple[str, ...] | None:
    """The shape that each argument is meant to have, or None for a wrong number.

    An optional shape is skipped when the argument only fits a later one. One that fits none
    of several optional shapes may have been meant as any, `count?|step?`.
    """
    meant: list[str] = []
    waiting = list(shapes)
    for tree in given:
        at = 0
        while _may_skip(waiting[at:]) and not named(waiting[at]).fits(tree):
            at += 1
        if at == len(waiting):
            return None
        any_of = waiting[: at + 1]
        if at and not named(waiting[at]).fits(tree):
            meant.append("|".join(any_of))
            waiting = waiting[1:]
        else:
            meant.append(waiting[at])
            waiting = waiting[at:] if waiting[at].endswith("*") else waiting[at + 1 :]
    return None if any(not shape.endswith(("?", "*")) for shape in waiting) else tuple(meant)


def _may_skip(waiting: list[str]) -> bool:
    return len(waiting) > 1 and waiting[0].endswith("?")


def fitted(shape: str, tree: Typed) -> Typed | None:
    """An argument as its shape wants it, or as the one of several that it fits."""
    shapes = map(named, shape.split("|"))
    return next((each.turned(tree) for each in shapes if each.fits(tree)), None)


def wanted(shape: str) -> str:
    """How messages name what an argument must be."""
    return either(say(named(each).wanted) for each in shape.split("|"))


def arity(shapes: tuple[str, ...]) -> str:
    """How many values a function takes, in words.

    >>> arity(("any", "any?")), arity(("text", "text")), arity(("any", "any*"))
    ('1 to 2 values', '2 values', 'at least 1 value')
    """
    least = sum(not shape.endswith(("?", "*")) for shape in shapes)
    most = len(shapes)
    if any(shape.endswith("*") for shape in shapes):
        return say(
            "at least {count} values" if least != 1 else "at least {count} value", count=least
        )
    if most == 0:
        return say("no values")
    if least != most:
        return say("{least} to {most} values", least=least, most=most)
    return say("{count} values" if most != 1 else "{count} value", count=most)
