"""What a statement of aggregates found, read column by column where somebody looks.

A board has tens of thousands of cells, and each row of the statement holds the aggregates of
many figures: a column is decoded when a cell asks for it, not before, and once for all figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain, compress
from typing import Any, NamedTuple

ZERO = Decimal(0)
Subjects = Sequence[int | None]
Read = Callable[[Iterable[Any]], list[Any]]
"""What the values of a column are, in their order; empty stays None."""


class Amount(NamedTuple):
    """An aggregate's value for one subject, and how many rows it was made of."""

    value: Decimal | None
    rows: int


NOTHING = Amount(None, 0)


class Lines:
    """The rows of one stretch of time, one for each subject that has any there."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Look at rows of which the second column names the subject."""
        self.rows = rows
        self._numbers: dict[int, list[Decimal]] = {}
        self._having: dict[int, Subjects] = {}

    @cached_property
    def _columns(self) -> tuple[tuple[Any, ...], ...]:
        return tuple(zip(*self.rows, strict=True))

    @cached_property
    def subjects(self) -> tuple[int | None, ...]:
        """Everybody who has rows, in the order of the rows."""
        return self._columns[1]

    @cached_property
    def _at(self) -> Mapping[int | None, int]:
        return {subject: n for n, subject in enumerate(self.subjects)}

    def numbers(self, place: int, read: Read) -> list[Decimal]:
        """A column in the order of the subjects, read once; what is empty is 0."""
        if place not in self._numbers:
            found = read(self._columns[place])
            self._numbers[place] = [ZERO if each is None else each for each in found]
        return self._numbers[place]

    def counts(self, place: int) -> Sequence[int]:
        """A column of row counts in the order of the subjects."""
        return self._columns[place]

    def having(self, place: int) -> Subjects:
        """The subjects of whom a column of row counts tells any."""
        if place not in self._having:
            counts = self.counts(place)
            self._having[place] = (
                self.subjects if all(counts) else tuple(compress(self.subjects, counts))
            )
        return self._having[place]

    def of(self, subjects: Subjects, column: Sequence[Any], nothing: Any) -> Sequence[Any]:
        """The values of some subjects in a column; nothing of whoever has no row."""
        if subjects is self.subjects or subjects == self.subjects:
            return column
        at = map(self._at.get, subjects)
        return [nothing if n is None else column[n] for n in at]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a row an aggregate's row count stands and where its values do, and what they are.

    An aggregate whose rows nobody asks for has no count.
    """

    count: int | None
    values: tuple[int, ...]
    read: Read

    def parts(self, columns: tuple[Any, ...]) -> tuple[Any, ...]:
        """An aggregate's values; of an average the second is the count that it is divided by."""
        if not self.values:
            return ()
        first, *more = (columns[place] for place in self.values)
        return (*self.read((first,)), *more)

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

    def subjects(self) -> Subjects:
        """The subjects that have rows."""
        at = self._place.count
        return () if at is None else self._lines.having(at)

    def values_of(self, subjects: Subjects) -> Sequence[Decimal]:
        """The value of each subject, 0 of whoever has no rows."""
        place = self._place
        at, read = (place.values[0], place.read) if place.values else (place.count or 0, decimals)
        return self._lines.of(subjects, self._lines.numbers(at, read), ZERO)

    def rows_of(self, subjects: Subjects) -> Sequence[int]:
        """The number of rows of each subject."""
        at = self._place.count
        if at is None:
            return (0,) * len(subjects)
        return self._lines.of(subjects, self._lines.counts(at), 0)

    def __getitem__(self, subject: int | None) -> Amount:
        """A subject's amount; KeyError of whoever has no rows."""
        (rows,) = self.rows_of((subject,))
        if not rows:
            raise KeyError(subject)
        return Amount(self.values_of((subject,))[0], rows)

    def __iter__(self) -> Iterator[int | None]:
        """The subjects that have rows."""
        return iter(self.subjects())

    def __len__(self) -> int:
        """How many subjects have rows."""
        return len(self.subjects())


decimal: Callable[[int], Decimal] = lru_cache(4096)(Decimal)
"""A count as a number; most counts are small, and a board has the same ones again and again."""


def decimals(counts: Iterable[int]) -> list[Decimal]:
    """Counts as the numbers that figures are computed with."""
    return list(map(decimal, counts))


@dataclass(frozen=True, slots=True)
class Reader:
    """An aggregate's amounts by subject, and what it is of whoever has no rows."""

    found: Mapping[int | None, Amount]
    nothing: Amount

    def amount(self, subject: int | None) -> Amount:
        """The amount of one subject."""
        return self.found.get(subject, self.nothing)

    def values_of(self, subjects: Subjects) -> Sequence[Any]:
        """The value of each subject."""
        if isinstance(self.found, Column):
            return self.found.values_of(subjects)
        return [self.amount(subject).value for subject in subjects]

    def rows_of(self, subjects: Subjects) -> Sequence[int]:
        """The number of rows of each subject."""
        if isinstance(self.found, Column):
            return self.found.rows_of(subjects)
        return [self.amount(subject).rows for subject in subjects]


def all_subjects(each: Iterable[Mapping[int | None, Amount]]) -> Subjects:
    """Everybody who has rows of some of the aggregates."""
    lists = [a.subjects() if isinstance(a, Column) else tuple(a) for a in each]
    if all(one == lists[0] for one in lists[1:]):
        return lists[0] if lists else ()
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def by_time(rows: Iterable[tuple[Any, ...]]) -> dict[str, Lines]:
    """The rows of a statement by stretch of time and subject, its first two columns."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for columns in rows:
        found[columns[0]].append(columns)
    return {when: Lines(stretch) for when, stretch in found.items()}
