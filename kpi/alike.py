"""How few kinds of rows the conditions of a statement tell apart, so that each is asked once.

Twenty figures of orders ask each row what stage it is in, again and again. There are few stages:
when rows are added up by stage first, the conditions are asked of a few sums instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from formula.tree import Apply, Children, Path, Rate, Typed
from formula.walk import walk
from kpi.aggregates import AGAIN, Selected
from models.names import column_of
from schema.objects import Entity, Schema

MANY = 16
"""Of fewer columns one step is quicker: the first of two costs as much as a dozen of them."""

MOST_KINDS = 64
"""So many kinds of rows there may be; sums of more kinds are hardly fewer than rows."""


@dataclass(frozen=True, slots=True)
class Alike:
    """What rows have in common that are alike: columns of theirs, and answers to conditions."""

    columns: tuple[str, ...]
    conditions: tuple[Typed, ...]


def alike(schema: Schema, entity: str, selected: Sequence[Selected]) -> Alike | None:
    """What tells the kinds of rows apart; None where adding them up first would not help."""
    if len(selected) < MANY or any(one.function not in AGAIN for one in selected):
        return None
    owner = schema.entities[entity]
    asked = dict.fromkeys(leaf for one in selected if one.where for leaf in leaves(one.where))
    by_field: dict[str, list[Typed]] = defaultdict(list)
    for leaf in asked:
        by_field[_only_field(leaf)].append(leaf)
    values = {name: _values(owner, name) for name in by_field}
    columns = [name for name, n in values.items() if n and n <= 2 ** len(by_field[name])]
    told = {leaf for name in columns for leaf in by_field[name]}
    conditions = tuple(leaf for leaf in asked if leaf not in told)
    kinds = prod(values[name] for name in columns) * 2 ** len(conditions)
    return Alike(tuple(columns), conditions) if kinds <= MOST_KINDS else None


def leaves(condition: Typed) -> Iterator[Typed]:
    """The conditions that a condition is made of by `and`, `or` and `not`."""
    if isinstance(condition, Apply) and condition.name in ("and", "or", "not"):
        for part in condition.arguments:
            yield from leaves(part)
    else:
        yield condition


def _only_field(condition: Typed) -> str:
    """The one field of the row itself that a condition looks at; "" if it looks further."""
    nodes = [node for node, _ in walk(condition)]
    if any(isinstance(node, Children | Rate) for node in nodes):
        return ""
    paths = {node for node in nodes if isinstance(node, Path)}
    names = {path.steps[0].field if _of_row(path) else "" for path in paths}
    return names.pop() if len(names) == 1 else ""


def _of_row(path: Path) -> bool:
    return path.root == "row" and len(path.steps) == 1


def _values(entity: Entity, name: str) -> int:
    """How many values a stored field can have, empty among them; 0 if they are not counted."""
    field = entity.fields.get(name)
    if field is None or field.multiple or column_of(entity, name) != name:
        return 0
    return {"choice": len(field.options), "boolean": 2}.get(field.type, -1) + 1
