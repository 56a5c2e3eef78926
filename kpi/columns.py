"""What a statement of aggregates found, taken apart only where somebody looks.

A board has tens of thousands of cells, and each row of the statement holds the aggregates of
many figures: an amount is decoded when a cell asks for it, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

ZERO = Decimal(0)
Subjects = Sequence[int | None]


class Amount(NamedTuple):
    """An aggregate's value for one subject, and how many rows it was made of."""

    value: Decimal | None
    rows: int


NOTHING = Amount(None, 0)


class Lines(dict[int | None, tuple[Any, ...]]):
    """The columns of each subject in one stretch of time; of whoever has no rows all are empty."""

    def __init__(self, width: int) -> None:
        """A stretch whose rows have so many columns."""
        self._empty = (None,) * width

    def __missing__(self, subject: int | None) -> tuple[Any, ...]:
        """The columns of a subject that has no rows."""
        return self._empty


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a row an aggregate's row count stands and where its values do, and what they are.

    An aggregate whose rows nobody asks for has no count.
    """

    count: int | None
    values: tuple[int, ...]
    decoded: Callable[[Any], Any]

    def parts(self, columns: tuple[Any, ...]) -> tuple[Any, ...]:
        """An aggregate's values; of an average the second is the count that it is divided by."""
        if not self.values:
            return ()
        first, *more = (columns[place] for place in self.values)
        return (self.decoded(first), *more)

    def rows(self, columns: tuple[Any, ...]) -> int:
        """How many rows there are; 0 where they are not counted."""
        return 0 if self.count is None else columns[self.count] or 0


class Column(Mapping[int | None, Amount]):
    """The amounts of one stretch of time by subject; whoever has no rows is not in it.

    Nobody is in one whose rows are not counted: somebody else knows who has any.
    """

    __slots__ = ("_place", "_lines")

    def __init__(self, lines: Lines, place: Place) -> None:
        """Look at a stretch's rows; an aggregate without values is its row count."""
        self._lines = lines
        self._place = place

    def values_of(self, subjects: Subjects) -> list[Decimal]:
        """The value of each subject, 0 of whoever has no rows."""
        place, rows = self._place, map(self._lines.__getitem__, subjects)
        if not place.values:
            return [Decimal(row[place.count] or 0) for row in rows]  # type: ignore[index]
        at, decoded = place.values[0], place.decoded
        return [ZERO if (raw := row[at]) is None else decoded(raw) for row in rows]

    def rows_of(self, subjects: Subjects) -> list[int]:
        """The number of rows of each subject."""
        at = self._place.count
        if at is None:
            return [0] * len(subjects)
        return [row[at] or 0 for row in map(self._lines.__getitem__, subjects)]

    def __getitem__(self, subject: int | None) -> Amount:
        """A subject's amount; KeyError of whoever has no rows."""
        rows = self._place.rows(self._lines[subject])
        if not rows:
            raise KeyError(subject)
        return Amount(self.values_of((subject,))[0], rows)

    def __iter__(self) -> Iterator[int | None]:
        """The subjects that have rows."""
        at = self._place.count
        if at is None:
            return iter(())
        return iter([subject for subject, columns in self._lines.items() if columns[at]])

    def __len__(self) -> int:
        """How many subjects have rows."""
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Reader:
    """An aggregate's amounts by subject, and what it is of whoever has no rows."""

    found: Mapping[int | None, Amount]
    nothing: Amount

    def amount(self, subject: int | None) -> Amount:
        """The amount of one subject."""
        return self.found.get(subject, self.nothing)

    def values_of(self, subjects: Subjects) -> list[Any]:
        """The value of each subject."""
        if isinstance(self.found, Column):
            return self.found.values_of(subjects)
        return [self.amount(subject).value for subject in subjects]

    def rows_of(self, subjects: Subjects) -> list[int]:
        """The number of rows of each subject."""
        if isinstance(self.found, Column):
            return self.found.rows_of(subjects)
        return [self.amount(subject).rows for subject in subjects]


def by_time(rows: Iterable[tuple[Any, ...]]) -> dict[str, Lines]:
    """The rows of a statement by stretch of time and subject, its first two columns."""
    found: dict[str, Lines] = {}
    for columns in rows:
        when = columns[0]
        if when not in found:
            found[when] = Lines(len(columns))
        found[when][columns[1]] = columns
    return found
