"""Checks that every record keeps: true, false, or not to be told yet.

As in SQL, a comparison with an empty value is unknown, and a check that is unknown
does not fail: whether a value must be there is what `required` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from formula.evaluate import Context, Row, value
from formula.tree import Apply, Typed

COMPARED = frozenset(("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in"))
Truth = bool | None


def truth(tree: Typed, row: Row, context: Context) -> Truth:
    """What a condition says of a record, None where an empty value leaves it open."""
    if isinstance(tree, Apply) and tree.name in CONNECTIVES:
        return CONNECTIVES[tree.name]([truth(each, row, context) for each in tree.arguments])
    if isinstance(tree, Apply) and tree.name in COMPARED:
        if any(value(each, row, context) is None for each in tree.arguments[:2]):
            return None
    found: Truth = value(tree, row, context)
    return found


def _both(found: list[Truth]) -> Truth:
    return False if False in found else None if None in found else True


def _either(found: list[Truth]) -> Truth:
    return True if True in found else None if None in found else False


def _opposite(found: list[Truth]) -> Truth:
    return None if found[0] is None else not found[0]


CONNECTIVES: Mapping[str, Callable[[list[Truth]], Truth]] = MappingProxyType(
    {"and": _both, "or": _either, "not": _opposite}
)
