"""Formulas on SQLite: decimals are scaled integers, dates are ISO texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from peewee import Node

from formula.kinds import NUMERIC, Kind
from models.dialect import WHOLE, Dialect
from models.exact import scaled, unscaled
from models.sql import bound, listed, sql

PARTS = {"year": "%Y", "month": "%m", "day": "%d"}


def as_stored(kind: Kind, value: Any) -> Any:
    """A value as SQLite keeps values of its kind.

    >>> as_stored(Kind("money", scale=2), Decimal("1.5"))
    150
    """
    if value is None:
        return None
    if kind.name in NUMERIC:
        return scaled(Decimal(value), kind.scale)
    return STORED.get(kind.name, _as_it_is)(value)


def _as_it_is(value: Any) -> Any:
    return value


STORED: Mapping[str, Callable[[Any], Any]] = {
    "boolean": int,
    "date": date.isoformat,
    "datetime": lambda moment: moment.isoformat(sep=" "),
    "time": time.isoformat,
}


def number_of(raw: Any, kind: Kind) -> Decimal | int:
    """The number that a scaled integer is; SQLite turns what is too large into a float."""
    if not isinstance(raw, int):
        raise OverflowError("a number is too large to be computed")
    return raw if kind.name in WHOLE else unscaled(raw, kind.scale)


READ: Mapping[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "date": lambda raw: date.fromisoformat(raw[:10]),
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


READABLE: Mapping[str, type] = {"boolean": int, "date": str, "datetime": str, "time": str}
"""As what SQLite gives a value that must be read."""


def keys_of(kind: Kind, raw: str) -> tuple[Any, ...] | None:
    """The several values that a text lists: keys as JSON, or ids with commas.

    >>> keys_of(Kind("link", many=True), "7,3")
    (3, 7)
    """
    if kind.name == "link":
        return tuple(sorted(map(int, raw.split(","))))
    return tuple(json.loads(raw)) or None


class SqliteDialect(Dialect):
    """SQLite: what it lacks, exact functions of ours do."""

    def literal(self, kind: Kind, value: Any) -> Node:
        """A bound value as SQLite stores it."""
        return bound(as_stored(kind, value))

    def decoded(self, kind: Kind, raw: Any) -> Any:
        """The Python value of what SQLite selected."""
        if raw is None:
            return None
        if kind.many:
            return keys_of(kind, raw)
        # Peewee has read what it knows to be a column of its own already.
        if kind.name in NUMERIC:
            return raw if isinstance(raw, Decimal) else number_of(raw, kind)
        return READ[kind.name](raw) if isinstance(raw, READABLE.get(kind.name, ())) else raw

    def amounts(self, kind: Kind) -> Callable[[Iterable[Any]], list[Any]]:
        """How many values of a kind are read; a scaled integer without asking what it is."""
        if kind.many or not kind.numeric:
            return super().amounts(kind)
        # A product is exact and has the decimals of the unit.
        unit = Decimal(1).scaleb(0 if kind.name in WHOLE else -kind.scale)
        return lambda raws: [
            raw * unit if type(raw) is int else self.amount(kind, raw) for raw in raws
        ]

    def different(self, left: Node, right: Node) -> Node:
        """SQLite's IS compares empty, too."""
        return sql("({} IS NOT {})", left, right)

    def aligned(self, piece: Node, source: int, target: int) -> Node:
        """A scaled integer multiplied, or divided and rounded."""
        if target > source:
            return sql("({} * {})", piece, bound(10 ** (target - source)))
        if target < source:
            return sql("rb_rescaled({}, {}, {})", piece, bound(source), bound(target))
        return piece

    def product(self, left: Node, right: Node, surplus: int, scale: int) -> Node:
        """A product; without surplus decimals SQLite's own is exact."""
        if surplus:
            return sql("rb_product({}, {}, {})", left, right, bound(surplus))
        return sql("({} * {})", left, right)

    def quotient(self, left: Node, left_scale: int, right: Node, right_scale: int) -> Node:
        """A quotient, computed with Python's integers."""
        pieces = left, bound(left_scale), right, bound(right_scale)
        return sql("rb_quotient({}, {}, {}, {})", *pieces)

    def whole(self, piece: Node) -> Node:
        """A scaled integer without decimals is an integer already."""
        return piece

    def text(self, kind: Kind, piece: Node) -> Node:
        """A number with its decimals; everything else is a text already."""
        if kind.name in NUMERIC:
            return sql("rb_text({}, {})", piece, bound(kind.scale))
        return sql("CAST({} AS TEXT)", piece)

    def least(self, pieces: list[Node]) -> Node:
        """SQLite's scalar MIN is empty if anything is."""
        return sql("MIN({})", listed(pieces))

    def greatest(self, pieces: list[Node]) -> Node:
        """SQLite's scalar MAX is empty if anything is."""
        return sql("MAX({})", listed(pieces))

    def joined(self, piece: Node) -> Node:
        """The ids in one text."""
        return sql("GROUP_CONCAT({})", piece)

    def days_between(self, first: Node, second: Node) -> Node:
        """The difference of two day numbers, whole for dates."""
        return sql("CAST(JULIANDAY({}) - JULIANDAY({}) AS INTEGER)", second, first)

    def add_days(self, day: Node, count: Node) -> Node:
        """The date so many days later."""
        return sql("rb_add_days({}, {})", day, count)

    def add_hours(self, moment: Node, count: Node) -> Node:
        """The moment so many hours later."""
        return sql("rb_add_hours({}, {})", moment, count)

    def add_months(self, day: Node, count: Node) -> Node:
        """The same day so many months later, or the month's last."""
        return sql("rb_add_months({}, {})", day, count)

    def months_between(self, first: Node, second: Node) -> Node:
        """The whole months from one date to another."""
        return sql("rb_months_between({}, {})", first, second)

    def part(self, name: str, day: Node) -> Node:
        """The year, month or day of a date as a number."""
        return sql("CAST(STRFTIME({}, {}) AS INTEGER)", bound(PARTS[name]), day)

    def month_start(self, day: Node) -> Node:
        """The first day of a date's month."""
        return sql("DATE({}, 'start of month')", day)

    def month_end(self, day: Node) -> Node:
        """The last day of a date's month."""
        return sql("DATE({}, 'start of month', '+1 month', '-1 day')", day)

    def date_of(self, moment: Node) -> Node:
        """The date of a moment: its first ten characters."""
        return sql("SUBSTR({}, 1, 10)", moment)

    def moment_of(self, day: Node) -> Node:
        """Midnight at the beginning of a date."""
        return sql("({} || ' 00:00:00')", day)

    def at(self, day: Node, clock: Node) -> Node:
        """A date and a time side by side, as a moment is written."""
        return sql("({} || ' ' || {})", day, clock)

    def time_of(self, moment: Node) -> Node:
        """The time of day of a moment: what stands after its date."""
        return sql("SUBSTR({}, 12)", moment)

    def position(self, text: Node, part: Node) -> Node:
        """Where a text first contains another, counted from 1; 0 when nowhere."""
        return sql("INSTR({}, {})", text, part)
