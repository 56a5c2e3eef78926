"""Field values as JSON and back: what settings, history and saved snapshots keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from formula.kinds import Kind


def packed(value: Any) -> Any:
    """A value as JSON can hold it.

    >>> packed(Decimal("1.50")), packed(date(2026, 6, 1)), packed((1, 2))
    ('1.50', '2026-06-01', [1, 2])
    """
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | list | frozenset | set):
        return [packed(item) for item in value]
    return value


def unpacked(kind: Kind, raw: Any) -> Any:
    """The value of a kind that was packed; text that no longer fits its kind stays text.

    >>> unpacked(Kind("money", scale=2), "1.50")
    Decimal('1.50')
    """
    if raw is None:
        return None
    if isinstance(raw, list):
        return tuple(_one(kind, item) for item in raw)
    return _one(kind, raw)


def _one(kind: Kind, raw: Any) -> Any:
    try:
        return READERS.get(kind.name, _same)(raw)
    except (ValueError, TypeError, InvalidOperation):
        return raw


def _same(raw: Any) -> Any:
    return raw


def _decimal(raw: Any) -> Decimal:
    return Decimal(str(raw))


READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "integer": int,
        "days": int,
        "number": _decimal,
        "ratio": _decimal,
        "money": _decimal,
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "time": time.fromisoformat,
    }
)
"""Kind name to what reads its packed form; other kinds are JSON already."""
