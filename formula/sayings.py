"""Operators and functions in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any

from formula import phrases
from formula.kinds import BOOLEAN
from formula.speaker import (
    AND,
    ATOM,
    CHOICE,
    CONDITION,
    OR,
    PRODUCT,
    SUM,
    Piece,
    Speaker,
    bracketed,
    quoted,
    said,
)
from formula.tree import Apply, Children, Literal, Measure, Path, Setting, Typed
from language import say


def applied(speaker: Speaker, tree: Apply) -> Piece:
    """An operator or a function with what it is given."""
    from_table = _SAID.get(tree.name)
    if from_table:
        return from_table(speaker, tree)
    words = [_given(speaker, argument, tree) for argument in tree.arguments]
    tightness = CONDITION if tree.kind == BOOLEAN else ATOM
    return Piece(phrases.OPERATIONS[tree.name](*words), tightness)


def _given(speaker: Speaker, argument: Typed, tree: Apply) -> str:
    """An argument, a written one with the options of the first."""
    if isinstance(argument, Literal):
        return said(speaker, argument.value, argument.kind.name, tree.arguments[0])
    return speaker.text(argument, ATOM)


def _arithmetic(speaker: Speaker, tree: Apply) -> Piece:
    """Two operands; the right one holds tighter."""
    own = SUM if tree.name in ("add", "sub") else PRODUCT
    left, right = tree.arguments
    words = speaker.text(left, own), speaker.text(right, own + 1)
    return Piece(phrases.ARITHMETIC[tree.name](*words), own)


def _minus(speaker: Speaker, tree: Apply) -> Piece:
    return Piece(f"−{speaker.text(tree.arguments[0], ATOM)}", PRODUCT)


def _compared(speaker: Speaker, tree: Apply) -> Piece:
    """A comparison in the words of what is compared."""
    left, right = tree.arguments
    kinds = {left.kind.name, right.kind.name}
    family = "time" if kinds & {"date", "datetime", "time"} else "word"
    family = "number" if left.kind.numeric or right.kind.numeric else family
    words = [
        said(speaker, one.value, one.kind.name, other)
        if isinstance(one, Literal)
        else speaker.text(one, SUM)
        for one, other in ((left, right), (right, left))
    ]
    return Piece(phrases.COMPARISONS[family][tree.name](*words), CONDITION)


def _among(speaker: Speaker, tree: Apply) -> Piece:
    """A value and the few that it may be, or may not be."""
    value, *choices = tree.arguments
    listed = [_given(speaker, choice, tree) for choice in choices]
    said = listed[-1]
    if len(listed) > 1:
        said = say("{some} or {last}", some=say(", ").join(listed[:-1]), last=listed[-1])
    family = phrases.COMPARISONS["word"]
    made = family["eq" if tree.name == "in" else "ne"]
    return Piece(made(speaker.text(value, ATOM), said), CONDITION)


def _joined(own: int, join: phrases.Phrase) -> Callable[[Speaker, Apply], Piece]:
    """Conditions joined by one word."""

    def made(speaker: Speaker, tree: Apply) -> Piece:
        """Those of another word get brackets."""
        pieces = [speaker.condition(argument) for argument in tree.arguments]
        fitting = (bracketed(p, p.tightness if p.tightness == own else AND + 1) for p in pieces)
        return Piece(reduce(join, fitting), own)

    return made


def _not(speaker: Speaker, tree: Apply) -> Piece:
    """The opposite of a condition."""
    inner = tree.arguments[0]
    if isinstance(inner, Path | Setting):
        return Piece(say("{a} is not “yes”", a=speaker.text(inner)), CONDITION)
    if isinstance(inner, Measure | Children) and inner.function == "exists":
        among = speaker.within(inner.entity).among(inner)
        return Piece(say("there is no {a}", a=among), CONDITION)
    return Piece(say("not: {a}", a=bracketed(speaker.condition(inner), ATOM)), CONDITION)


def _if(speaker: Speaker, tree: Apply) -> Piece:
    condition, *branches = tree.arguments
    words = [speaker.text(branch, SUM) for branch in branches]
    other = words[1] if len(words) > 1 else say("nothing")
    when = speaker.condition(condition).text
    return Piece(say("if {when}: {then}; otherwise: {other}", when=when, then=words[0],
                     other=other), CHOICE)  # fmt: skip


def _coalesce(speaker: Speaker, tree: Apply) -> Piece:
    *first, last = [speaker.text(argument, SUM) for argument in tree.arguments]
    if not first:
        return Piece(last, SUM)
    return Piece(reduce(lambda rest, one: say("{a} (or {b} if there is none)", a=one, b=rest),
                        reversed(first), last))  # fmt: skip


def _extreme(join: phrases.Phrase) -> Callable[[Speaker, Apply], Piece]:
    """The least or the greatest of several values."""

    def made(speaker: Speaker, tree: Apply) -> Piece:
        """All of them in a row."""
        return Piece(join(say(", ").join(speaker.text(each, SUM) for each in tree.arguments)))

    return made


def _convert(speaker: Speaker, tree: Apply) -> Piece:
    """The amount, the currency and the day; how the rate is looked up is understood."""
    amount, word, day, _ = tree.arguments
    code = say(str(word.value)) if isinstance(word, Literal) else ""
    words = {"a": speaker.text(amount, ATOM), "b": code, "c": speaker.text(day, ATOM)}
    return Piece(say("{a} converted into {b} at the rate of {c}", **words), SUM)


def _concat(speaker: Speaker, tree: Apply) -> Piece:
    words = " & ".join(_given(speaker, argument, tree) for argument in tree.arguments)
    return Piece(words, SUM)


def _role(speaker: Speaker, tree: Apply) -> Piece:
    word = tree.arguments[0]
    label = speaker.names.role(word.value) if isinstance(word, Literal) else ""
    return Piece(phrases.OPERATIONS["has_role"](quoted(label)), CONDITION)


def _window(speaker: Speaker, tree: Apply) -> Piece:
    words = [speaker.text(argument, ATOM) for argument in tree.arguments]
    return Piece(phrases.WINDOWS[tree.name](*words))


def options_of(tree: Apply) -> tuple[Any, ...]:
    """What is written after the first argument of a function of figures."""
    return tuple(a.value for a in tree.arguments[1:] if isinstance(a, Literal))


def _earlier(speaker: Speaker, tree: Apply) -> Piece:
    written = options_of(tree)
    count = next((value for value in written if not isinstance(value, str)), 1)
    unit = next((value for value in written if isinstance(value, str)), "period")
    made = phrases.EARLIER[tree.name, unit][count > 1]
    return Piece(made(speaker.text(tree.arguments[0], ATOM), count))


def _colleagues(speaker: Speaker, tree: Apply) -> Piece:
    written = options_of(tree)
    group = phrases.GROUPS[next((word for word in written if word in phrases.GROUPS), "")]()
    words = phrases.COLLEAGUES[tree.name](speaker.text(tree.arguments[0], ATOM), group)
    if tree.name != "rank":
        return Piece(words)
    order = say("the lowest first") if "asc" in written else say("the highest first")
    return Piece(say("{place}, {order}", place=words, order=order))


_SAID: Mapping[str, Callable[[Speaker, Apply], Piece]] = MappingProxyType(
    {
        "and": _joined(AND, phrases.phrase("{a} and {b}")),
        "or": _joined(OR, phrases.phrase("{a} or {b}")),
        "not": _not,
        "neg": _minus,
        "if": _if,
        "coalesce": _coalesce,
        "min": _extreme(phrases.phrase("the least of {a}")),
        "max": _extreme(phrases.phrase("the greatest of {a}")),
        "concat": _concat,
        "convert": _convert,
        "has_role": _role,
        "in": _among,
        "not_in": _among,
        **dict.fromkeys(phrases.ARITHMETIC, _arithmetic),
        **dict.fromkeys(phrases.COMPARISONS["number"], _compared),
        **dict.fromkeys(phrases.WINDOWS, _window),
        **dict.fromkeys(("previous", "growth"), _earlier),
        **dict.fromkeys(("share", "rank", "percentile"), _colleagues),
    }
)

SAYS = frozenset({*_SAID, *phrases.OPERATIONS, *phrases.AGGREGATES, "band"})
"""Every operator and function that has words."""
