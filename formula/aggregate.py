"""What each aggregate makes of the values of many rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

Pairs = Iterable[tuple[Any, Any]]
"""The value of each row, and the date that orders it."""


def _known(pairs: Pairs) -> list[Any]:
    """The values that are not empty."""
    return [value for value, _ in pairs if value is not None]


def _mean(pairs: Pairs) -> Decimal | None:
    """The mean of the values there are."""
    values = _known(pairs)
    return Decimal(sum(values)) / len(values) if values else None


def _last(pairs: Pairs) -> Any:
    """The value at the latest date; of equal dates the later row's."""
    dated = [(on, at, value) for at, (value, on) in enumerate(pairs) if on is not None]
    return max(dated, key=lambda entry: entry[:2])[2] if dated else None


AGGREGATE: Mapping[str, Callable[[Pairs], Any]] = MappingProxyType(
    {
        "count": lambda pairs: sum(1 for _ in pairs),
        "exists": lambda pairs: any(True for _ in pairs),
        "count_distinct": lambda pairs: len(set(_known(pairs))),
        "sum": lambda pairs: sum(_known(pairs)),
        "avg": _mean,
        "min": lambda pairs: min(_known(pairs), default=None),
        "max": lambda pairs: max(_known(pairs), default=None),
        "last": _last,
    }
)
"""Each aggregate by name."""
