"""What a statement of aggregates found, taken apart only where somebody looks.

A board has tens of thousands of cells, and each row of the statement holds the aggregates of
many figures: an amount is decoded when a cell asks for it, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

Rows = Mapping[int | None, tuple[Any, ...]]
"""The columns of each subject in one stretch of time."""

ZERO = Decimal(0)


class Amount(NamedTuple):
    """An aggregate's value for one subject, and how many rows it was made of."""

    value: Decimal | None
    rows: int


NOTHING = Amount(None, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a row an aggregate's row count stands and where its values do, and what they are."""

    count: int
    values: tuple[int, ...]
    decoded: Callable[[Any], Any]

    def parts(self, columns: tuple[Any, ...]) -> tuple[Any, ...]:
        """An aggregate's values; of an average the second is the count that it is divided by."""
        if not self.values:
            return ()
        first, *more = (columns[place] for place in self.values)
        return (self.decoded(first), *more)


class Column(Mapping[int | None, Amount]):
    """The amounts of one stretch of time by subject; whoever has no rows is not in it."""

    __slots__ = ("_count", "_decoded", "_rows", "_value")

    def __init__(self, rows: Rows, place: Place) -> None:
        """Look at a stretch's rows; an aggregate without values is its row count."""
        self._rows = rows
        self._count = place.count
        self._value = place.values[0] if place.values else None
        self._decoded = place.decoded

    def get(self, subject: int | None, default: Any = None) -> Any:
        """A subject's amount, or the default."""
        columns = self._rows.get(subject)
        if columns is None:
            return default
        count = columns[self._count]
        if not count:
            return default
        if self._value is None:
            return Amount(Decimal(count), count)
        raw = columns[self._value]
        return Amount(ZERO if raw is None else self._decoded(raw), count)

    def __getitem__(self, subject: int | None) -> Amount:
        """A subject's amount; KeyError of whoever has no rows."""
        found: Amount | None = self.get(subject)
        if found is None:
            raise KeyError(subject)
        return found

    def __iter__(self) -> Iterator[int | None]:
        """The subjects that have rows."""
        place = self._count
        return (subject for subject, columns in self._rows.items() if columns[place])

    def __len__(self) -> int:
        """How many subjects have rows."""
        return sum(1 for _ in self)


def by_time(rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[int | None, tuple[Any, ...]]]:
    """The rows of a statement by stretch of time and subject, its first two columns."""
    found: dict[str, dict[int | None, tuple[Any, ...]]] = {}
    for columns in rows:
        found.setdefault(str(columns[0])[:10], {})[columns[1]] = columns
    return found
