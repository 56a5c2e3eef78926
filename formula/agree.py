"""Values of different kinds made comparable, or refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeGuard

from formula.algebra import as_date, emptied, other_currency, refused, together
from formula.faults import listed, quoted, suggestion
from formula.kinds import Kind
from formula.place import BROKEN, Place, broken
from formula.tree import Apply, Bands, Literal, Path, Span, Typed
from formula.words import described, percentage
from language import say

HIGHEST_PLAIN_RATIO = Decimal("1.5")
"""A ratio compared with a larger plain number was most likely meant as a percentage."""

ORDERED = frozenset({"integer", "days", "number", "ratio", "money", "date", "datetime", "time"})
"""Kinds with a "less than" that every database agrees on."""

_WRITTEN = MappingProxyType(
    {"date": date.fromisoformat, "datetime": datetime.fromisoformat, "time": time.fromisoformat}
)
_BRANCHED = frozenset({"if", "coalesce"})


def written(tree: Typed) -> TypeGuard[Literal]:
    """Whether a tree is a value written in the formula."""
    return isinstance(tree, Literal) and tree.value is not None


def adapted(place: Place, tree: Typed, kind: Kind, name: str = "") -> Typed:
    """A written text as the option, date or time that the other side asks for.

    `name` is what messages call that side. Branches of `if`, `coalesce` and `band` are
    adapted one by one.
    """
    if tree.kind.name != "text" or kind.name not in ("choice", *_WRITTEN) or kind.many:
        return tree
    if isinstance(tree, Literal):
        return (
            _option(place, tree, kind, name)
            if kind.name == "choice"
            else _moment(place, tree, kind)
        )
    if isinstance(tree, Apply) and tree.name in _BRANCHED:
        first = 1 if tree.name == "if" else 0
        branches = tuple(adapted(place, branch, kind, name) for branch in tree.arguments[first:])
        return _if_agreed(tree, branches, kind, arguments=tree.arguments[:first] + branches)
    if isinstance(tree, Bands):
        steps = tuple((sign, limit, adapted(place, v, kind, name)) for sign, limit, v in tree.steps)
        last = tree.otherwise and adapted(place, tree.otherwise, kind, name)
        branches = tuple(v for *_, v in steps) + ((last,) if last else ())
        return _if_agreed(tree, branches, kind, steps=steps, otherwise=last)
    return tree


def _if_agreed(tree: Typed, branches: Sequence[Typed], kind: Kind, **changed: Any) -> Typed:
    """The tree with its adapted branches, when all of them could be adapted."""
    if broken(*branches):
        return Literal(BROKEN, tree.span, None)
    agreed = all(branch.kind.name in (kind.name, "empty") for branch in branches)
    return replace(tree, kind=kind, **changed) if agreed else tree


def _option(place: Place, tree: Literal, kind: Kind, name: str) -> Typed:
    """A written text as one of the options."""
    if tree.value is None or tree.value in kind.options:
        return Literal(replace(kind, many=False), tree.span, tree.value)
    options = listed(kind.options)
    hint = suggestion(tree.value, kind.options)
    value = quoted(tree.value)
    field = quoted(name) if name else say("This choice")
    return place.refuse("E630", tree.span, hint, field=field, options=options, value=value)


def called(tree: Typed) -> str:
    """The name of the field that a tree reads, or nothing."""
    return tree.steps[-1].field if isinstance(tree, Path) and tree.steps else ""


def _moment(place: Place, tree: Literal, kind: Kind) -> Typed:
    """A written text as a date or time."""
    try:
        return Literal(kind, tree.span, _WRITTEN[kind.name](tree.value))
    except ValueError:
        hint = say("Write a date like 2024-06-30 without quotes.") if kind.name == "date" else ""
        left, right = described(kind), quoted(tree.value)
        return place.refuse("E634", tree.span, hint, left=left, right=right)


def common(place: Place, trees: Sequence[Typed], span: Span) -> tuple[Kind, tuple[Typed, ...]]:
    """The one kind of several values, and the values adapted to it."""
    kind = next((tree.kind for tree in trees if tree.kind.name not in ("empty", "text")), None)
    kind = kind or next((t.kind for t in trees if t.kind.name != "empty"), trees[0].kind)
    if broken(*trees):
        return BROKEN, tuple(trees)
    agreed = []
    for tree in trees:
        fitting = _agreeing(place, tree, kind)
        joined = _joined(kind, fitting.kind)
        if joined is None:
            refused(place, say("mix"), Literal(kind, span, None), fitting, span)
        if joined is None or broken(fitting):
            return BROKEN, tuple(trees)
        kind = joined
        agreed.append(fitting)
    return kind, tuple(emptied(tree, Literal(kind, span, None)) for tree in agreed)


def _agreeing(place: Place, tree: Typed, kind: Kind) -> Typed:
    """A value turned towards a kind as far as nothing is lost unseen."""
    if kind.name == "choice" and isinstance(tree, Literal) and tree.value not in kind.options:
        return tree  # a text of its own: the choice is seen as a text then
    if kind.name == "date":
        tree = as_date(tree)
    return adapted(place, tree, kind)


def _joined(left: Kind, right: Kind) -> Kind | None:
    """The kind of either of two values."""
    if "empty" in (left.name, right.name):
        return right if left.name == "empty" else left
    if left.numeric and right.numeric:
        return together(left, right)
    if {left.name, right.name} == {"text", "choice"}:
        return Kind("text")
    if left.name != right.name or left.entity != right.entity:
        return None
    return replace(left, options=tuple(dict.fromkeys(left.options + right.options)))


def comparable(
    place: Place, left: Typed, right: Typed, ordered: bool, span: Span
) -> tuple[Typed, Typed]:
    """Two sides of a comparison made alike, or a fault noted."""
    if broken(left, right):
        return left, right
    if "empty" in (left.kind.name, right.kind.name):
        word = "is empty" if left.kind.name != "empty" or right.kind.name != "empty" else ""
        return place.refuse("E638", span, say('Write "{word}".', word=word)), right
    left, right = (
        adapted(place, left, right.kind, called(right)),
        adapted(place, right, left.kind, called(left)),
    )
    if {left.kind.name, right.kind.name} == {"date", "datetime"}:
        left, right = as_date(left), as_date(right)
    if broken(left, right):
        return left, right
    return _judged(place, left, right, ordered, span)


def _judged(
    place: Place, left: Typed, right: Typed, ordered: bool, span: Span
) -> tuple[Typed, Typed]:
    """Two sides of a comparison, or the fault that nothing could make them alike."""
    kinds = left.kind, right.kind
    if other_currency(*kinds):
        return refused(place, say("compare"), left, right, span), right
    if not _alike(*kinds):
        hint = _repair(left, right) or _repair(right, left)
        words = {"left": described(left.kind), "right": described(right.kind)}
        return place.refuse("E634", span, hint, **words), right
    if ordered and left.kind.name not in ORDERED:
        hint = say('Only "=", "!=" and "in" work here.')
        words = {"left": described(left.kind), "right": described(right.kind)}
        return place.refuse("E634", span, hint, **words), right
    for side, other in ((left, right), (right, left)):
        _warn_of_percent(place, side, other)
    return left, right


def _alike(left: Kind, right: Kind) -> bool:
    """Whether two kinds may be compared at all."""
    if left.many or right.many or "file" in (left.name, right.name):
        return False
    return _joined(left, right) is not None


def _repair(side: Typed, other: Typed) -> str:
    """What to write instead of the other side."""
    if side.kind.many:
        return say("Write includes(field, value).")
    if side.kind.name == "link" and other.kind.name == "text":
        return say("Compare a field of the linked record, with a dot after the link.")
    if side.kind.name in ("date", "datetime") and other.kind.numeric:
        return say("Write a date like 2024-06-30.")
    if not written(other):
        return ""
    if side.kind.name == "boolean" and other.value in ("true", "false"):
        return say("Write {value} without quotes.", value=other.value)
    if side.kind.numeric and re.fullmatch(r"-?\d+(\.\d+)?", str(other.value)):
        return say("Write {value} without quotes.", value=other.value)
    if side.kind.name == "text" and other.kind.numeric:
        return say("Write '{value}' in quotes.", value=other.value)
    return ""


def _warn_of_percent(place: Place, side: Typed, other: Typed) -> None:
    """Ask whether 1.6 was meant as 1.6%."""
    if side.kind.name != "ratio" or not written(other):
        return
    if other.kind.name not in ("integer", "number") or abs(other.value) <= HIGHEST_PLAIN_RATIO:
        return
    found = str(other.value)
    words = {"found": found, "percent": percentage(Decimal(other.value))}
    place.refuse("E633", other.span, say("Did you mean {found}%?", found=found), **words)
