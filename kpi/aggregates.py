"""The aggregates of figures: how each is selected, and how what several months say is merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from formula.tree import Typed

Parts = Sequence[tuple[Any, ...]]
"""The decoded values of an aggregate, stretch by stretch in order of time."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How an aggregate is selected and how the parts of several months are merged.

    `grain` is month, day or window; `functions` are those of SQL that are selected of the
    value, besides the row count; `merge` takes the decoded parts in order of time and the
    row count.
    """

    grain: str
    functions: tuple[str, ...]
    merge: Callable[[Parts, int], Decimal | None]


class Selected(NamedTuple):
    """A column of a statement: a function of SQL over the rows that meet a condition.

    Without a `value` rows are counted, without a condition all of them.
    """

    function: str
    value: Typed | None
    where: Typed | None


def _known(parts: Iterable[tuple[Any, ...]], at: int = 0) -> list[Any]:
    return [part[at] for part in parts if part[at] is not None]


def _average(parts: Parts, rows: int) -> Decimal | None:
    count = sum(_known(parts, 1))
    return sum(_known(parts), Decimal(0)) / count if count else None


def _last(parts: Parts, rows: int) -> Decimal | None:
    known = _known(parts)
    return known[-1] if known else None


COUNT, SUM, MIN, MAX, DISTINCT = "COUNT", "SUM", "MIN", "MAX", "COUNT DISTINCT"

AGAIN: Mapping[str, str] = {COUNT: SUM, SUM: SUM, MIN: MIN, MAX: MAX}
"""What of some rows and of the others makes that of both."""

AGGREGATES: Mapping[str, Aggregate] = {
    "count": Aggregate("month", (), lambda parts, rows: Decimal(rows)),
    "exists": Aggregate("month", (), lambda parts, rows: Decimal(1 if rows else 0)),
    "sum": Aggregate("month", (SUM,), lambda parts, rows: sum(_known(parts), Decimal(0))),
    "avg": Aggregate("month", (SUM, COUNT), _average),
    "min": Aggregate("month", (MIN,), lambda parts, rows: min(_known(parts), default=None)),
    "max": Aggregate("month", (MAX,), lambda parts, rows: max(_known(parts), default=None)),
    "last": Aggregate("day", (SUM,), _last),
    "count_distinct": Aggregate(
        "window", (DISTINCT,), lambda parts, rows: sum(_known(parts), Decimal(0))
    ),
}

SINGLE = frozenset(("count", "sum"))
"""Aggregates that are what one stretch of time says, without anything to merge."""

ADDITIVE = frozenset(("count", "exists", "sum", "count_distinct"))
"""Aggregates that are 0 where there are no rows."""
