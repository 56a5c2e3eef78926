"""The aggregates of figures: how each is selected, and how what several months say is merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from peewee import fn

Parts = Sequence[tuple[Any, ...]]
"""The decoded values of an aggregate, stretch by stretch in order of time."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How an aggregate is selected and how the parts of several months are merged.

    `grain` is month, day or window; `columns` gives the expressions besides the row
    count; `merge` takes the decoded parts in order of time and the row count.
    """

    grain: str
    columns: Callable[[Any, Any], tuple[Any, ...]]
    merge: Callable[[Parts, int], Decimal | None]


def filtered(function: Any, where: Any) -> Any:
    """An aggregate function of the rows that meet a condition, of all rows without one."""
    return function if where is None else function.filter(where)


def _known(parts: Iterable[tuple[Any, ...]], at: int = 0) -> list[Any]:
    return [part[at] for part in parts if part[at] is not None]


def _average(parts: Parts, rows: int) -> Decimal | None:
    count = sum(_known(parts, 1))
    return sum(_known(parts), Decimal(0)) / count if count else None


def _last(parts: Parts, rows: int) -> Decimal | None:
    known = _known(parts)
    return known[-1] if known else None


AGGREGATES: Mapping[str, Aggregate] = {
    "count": Aggregate("month", lambda value, where: (), lambda parts, rows: Decimal(rows)),
    "exists": Aggregate(
        "month", lambda value, where: (), lambda parts, rows: Decimal(1 if rows else 0)
    ),
    "sum": Aggregate(
        "month",
        lambda value, where: (filtered(fn.SUM(value), where),),
        lambda parts, rows: sum(_known(parts), Decimal(0)),
    ),
    "avg": Aggregate(
        "month",
        lambda value, where: (
            filtered(fn.SUM(value), where),
            filtered(fn.COUNT(value), where),
        ),
        _average,
    ),
    "min": Aggregate(
        "month",
        lambda value, where: (filtered(fn.MIN(value), where),),
        lambda parts, rows: min(_known(parts), default=None),
    ),
    "max": Aggregate(
        "month",
        lambda value, where: (filtered(fn.MAX(value), where),),
        lambda parts, rows: max(_known(parts), default=None),
    ),
    "last": Aggregate("day", lambda value, where: (filtered(fn.SUM(value), where),), _last),
    "count_distinct": Aggregate(
        "window",
        lambda value, where: (filtered(fn.COUNT(fn.DISTINCT(value)), where),),
        lambda parts, rows: sum(_known(parts), Decimal(0)),
    ),
}

SINGLE = frozenset(("count", "sum"))
"""Aggregates that are what one stretch of time says, without anything to merge."""

ADDITIVE = frozenset(("count", "exists", "sum", "count_distinct"))
"""Aggregates that are 0 where there are no rows."""
