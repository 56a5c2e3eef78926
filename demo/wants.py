"""What a button waits for: the other record that its guard asks for, and what it must say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formula.tree import Apply, Children, Literal, Path, Typed
from formula.walk import walk
from schema.objects import Transition


@dataclass(frozen=True, slots=True)
class Want:
    """A record of an entity that links back, with values that the guard names."""

    entity: str
    link: str
    values: Mapping[str, Any]


def wants(transition: Transition) -> Iterator[Want]:
    """The records that must exist before a transition may be pressed.

    Of `exists(review where kind = 'legal' and result = 'pass')`: a review of the record
    whose kind is legal and whose result is pass.
    """
    if transition.when is None:
        return
    for node, _ in walk(transition.when.tree):
        if isinstance(node, Children) and node.link and node.function in ("exists", "count"):
            yield Want(node.entity, node.link, dict(_named(node.where)))


def _named(where: Typed | None) -> Iterator[tuple[str, Any]]:
    """The fields that a condition wants to have one value."""
    if not isinstance(where, Apply):
        return
    if where.name == "and":
        for part in where.arguments:
            yield from _named(part)
    elif where.name == "eq":
        field, value = where.arguments
        if isinstance(field, Path) and isinstance(value, Literal) and len(field.steps) == 1:
            yield field.steps[0].field, value.value
