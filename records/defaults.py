"""Start values: declared defaults, each once the values that it names are known."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from formula.evaluate import value
from formula.kinds import Kind, quantized
from records.rows import DraftRow
from records.session import Session
from schema.objects import Field


def fill(session: Session, row: DraftRow, kept: Collection[str] = ()) -> None:
    """Fill a draft's empty fields with their defaults; fields in `kept` stay as they are.

    A default may name a field that has a default itself, so this goes on until
    nothing more is known.
    """
    waiting = [
        field
        for field in row.entity.fields.values()
        if field.default is not None and field.stored and field.name not in kept
    ]
    found = True
    while waiting and found:
        found = False
        for field in tuple(waiting):
            given = row.get(field.name)
            known = default(session, field, row) if given in (None, ()) else given
            if known is not None:
                row.given[field.name] = known
                waiting.remove(field)
                found = True


def default(session: Session, field: Field, row: DraftRow) -> Any:
    """What a field's default says for a draft."""
    return fitted(field, value(field.default.tree, row, session.context)) if field.default else None


def fitted(field: Field, found: Any) -> Any:
    """A formula's value as a field stores it: its decimals, a month's first day."""
    if found is None or found == "":
        return None
    if field.kind.numeric and field.kind.name not in ("integer", "days"):
        return quantized(found, field.kind.scale)
    if field.type == "month":
        return found.replace(day=1)
    return _many(field.kind, found)


def _many(kind: Kind, found: Any) -> Any:
    if kind.many and not isinstance(found, tuple):
        return (found,)
    return found
