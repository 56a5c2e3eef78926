"""Formulas on PostgreSQL: decimals are NUMERIC, and every bound value says its type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from peewee import Node

from formula.kinds import MAX_SCALE, NUMERIC, Kind, quantized
from models.dialect import WHOLE, Dialect
from models.dialect_sqlite import keys_of
from models.sql import bound, listed, sql

TYPES: Mapping[str, str] = {
    "integer": "BIGINT",
    "days": "BIGINT",
    "link": "BIGINT",
    "file": "BIGINT",
    "number": "NUMERIC",
    "ratio": "NUMERIC",
    "money": "NUMERIC",
    "text": "TEXT",
    "choice": "TEXT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
}

QUOTIENT_DIGITS = 50
"""Decimals kept before a quotient is rounded, so that it is never rounded twice."""

LATER = (
    "(SELECT CASE WHEN later >= TIMESTAMP '0001-01-01' AND later < TIMESTAMP '10000-01-01'"
    " THEN later END FROM (SELECT moment + MAKE_INTERVAL(hours => CAST(LEAST(GREATEST(count,"
    " -1 - FLOOR(EXTRACT(EPOCH FROM moment - TIMESTAMP '0001-01-01') / 3600)), 90000000)"
    " AS INTEGER)) AS later FROM (SELECT CAST({} AS TIMESTAMP) AS moment,"
    " CAST({} AS NUMERIC) AS count) AS given) AS shifted)"
)
"""A moment some hours later; without a number of hours it falls out of the years, too."""


def number_like(kind: Kind, value: Any) -> Any:
    """A number with the decimals of its kind; everything else as it is.

    >>> number_like(Kind("ratio", scale=1), Decimal("0.016"))
    Decimal('0.0')
    """
    if value is None or kind.name not in NUMERIC:
        return value
    exact = quantized(Decimal(value), kind.scale)
    return int(exact) if kind.name in WHOLE else exact


class PostgresDialect(Dialect):
    """PostgreSQL: NUMERIC rounds half away from zero by itself."""

    def literal(self, kind: Kind, value: Any) -> Node:
        """A bound value with its type; a NULL of no kind has none."""
        if kind.name not in TYPES:
            return bound(value)
        return sql(f"CAST({{}} AS {TYPES[kind.name]})", bound(number_like(kind, value)))

    def decoded(self, kind: Kind, raw: Any) -> Any:
        """The Python value of what PostgreSQL selected."""
        if raw is None:
            return None
        if kind.many:
            return keys_of(kind, raw)
        return number_like(kind, raw)

    def amounts(self, kind: Kind) -> Callable[[Iterable[Any]], list[Any]]:
        """How many values of a kind are read; one with the decimals of its kind is one already."""
        if kind.many or not kind.numeric:
            return super().amounts(kind)
        unit = Decimal(1).scaleb(0 if kind.name in WHOLE else -kind.scale)

        def read(raws: Iterable[Any]) -> list[Any]:
            """All of them at once, as most columns are full and have the decimals of their kind."""
            found = list(raws)
            if set(map(type, found)) == {Decimal} and all(map(unit.same_quantum, found)):
                return found
            return [None if raw is None else self.amount(kind, raw) for raw in found]

        return read

    def different(self, left: Node, right: Node) -> Node:
        """PostgreSQL has a comparison for it."""
        return sql("({} IS DISTINCT FROM {})", left, right)

    def aligned(self, piece: Node, source: int, target: int) -> Node:
        """A number rounded when it loses decimals."""
        if target >= source:
            return piece
        return sql(f"ROUND({{}}, {target:d})", piece)

    def product(self, left: Node, right: Node, surplus: int, scale: int) -> Node:
        """A product, rounded when it has surplus decimals."""
        product = sql("({} * {})", left, right)
        return self.aligned(product, scale + surplus, scale)

    def quotient(self, left: Node, left_scale: int, right: Node, right_scale: int) -> Node:
        """A quotient with far more decimals than are kept."""
        wide = f"NUMERIC(150, {QUOTIENT_DIGITS})"
        template = f"ROUND(CAST({{}} AS {wide}) / NULLIF(CAST({{}} AS NUMERIC), 0), {MAX_SCALE})"
        return sql(template, left, right)

    def whole(self, piece: Node) -> Node:
        """A number without decimals as an integer of eight bytes."""
        return sql("CAST({} AS BIGINT)", piece)

    def text(self, kind: Kind, piece: Node) -> Node:
        """A value as text; numbers with all their decimals."""
        if kind.name in NUMERIC and kind.name not in WHOLE:
            return sql(f"CAST(ROUND({{}}, {kind.scale:d}) AS TEXT)", piece)
        return sql("CAST({} AS TEXT)", piece)

    def least(self, pieces: list[Node]) -> Node:
        """The least, unless something is empty."""
        return self._unless_empty("LEAST", pieces)

    def greatest(self, pieces: list[Node]) -> Node:
        """The greatest, unless something is empty."""
        return self._unless_empty("GREATEST", pieces)

    def _unless_empty(self, function: str, pieces: list[Node]) -> Node:
        template = f"CASE WHEN NUM_NULLS({{}}) = 0 THEN {function}({{}}) END"
        return sql(template, listed(pieces), listed(pieces))

    def joined(self, piece: Node) -> Node:
        """The ids in one text."""
        return sql("STRING_AGG(CAST({} AS TEXT), ',')", piece)

    def days_between(self, first: Node, second: Node) -> Node:
        """The difference of two dates."""
        return sql("CAST({} - {} AS BIGINT)", second, first)

    def add_days(self, day: Node, count: Node) -> Node:
        """The date so many days later, within the years that Python knows."""
        return in_range(
            sql("{} + CAST(LEAST(GREATEST({}, -1460000), 3660000) AS INTEGER)", day, count)
        )

    def add_hours(self, moment: Node, count: Node) -> Node:
        """The moment so many hours later, within the years that Python knows."""
        return sql(LATER, moment, count)

    def add_months(self, day: Node, count: Node) -> Node:
        """The same day so many months later, within the years that Python knows."""
        months = sql("CAST(LEAST(GREATEST({}, -48000), 120000) AS INTEGER)", count)
        return in_range(sql("CAST({} + MAKE_INTERVAL(months => {}) AS DATE)", day, months))

    def months_between(self, first: Node, second: Node) -> Node:
        """The difference of two months, less one before the day is reached."""
        template = (
            "(SELECT CAST((EXTRACT(YEAR FROM z) - EXTRACT(YEAR FROM a)) * 12"
            " + EXTRACT(MONTH FROM z) - EXTRACT(MONTH FROM a)"
            " - CAST(EXTRACT(DAY FROM z) < EXTRACT(DAY FROM a) AS INTEGER) AS BIGINT)"
            " FROM (SELECT {} AS a, {} AS z) AS apart)"
        )
        return sql(template, first, second)

    def part(self, name: str, day: Node) -> Node:
        """The year, month or day of a date as a number."""
        return sql(f"CAST(EXTRACT({name} FROM {{}}) AS BIGINT)", day)

    def month_start(self, day: Node) -> Node:
        """The first day of a date's month."""
        return sql("CAST(DATE_TRUNC('month', {}) AS DATE)", day)

    def month_end(self, day: Node) -> Node:
        """The last day of a date's month."""
        return sql(
            "CAST(DATE_TRUNC('month', {}) + INTERVAL '1 month' - INTERVAL '1 day' AS DATE)", day
        )

    def date_of(self, moment: Node) -> Node:
        """The date of a moment."""
        return sql("CAST({} AS DATE)", moment)

    def moment_of(self, day: Node) -> Node:
        """Midnight at the beginning of a date."""
        return sql("CAST({} AS TIMESTAMP)", day)

    def at(self, day: Node, clock: Node) -> Node:
        """A date and a time added up."""
        return sql("(CAST({} AS DATE) + CAST({} AS TIME))", day, clock)

    def time_of(self, moment: Node) -> Node:
        """The time of day of a moment."""
        return sql("CAST({} AS TIME)", moment)

    def position(self, text: Node, part: Node) -> Node:
        """Where a text first contains another, counted from 1; 0 when nowhere."""
        return sql("STRPOS({}, {})", text, part)


def in_range(day: Node) -> Node:
    """A computed date, empty outside the years that Python knows."""
    return sql(
        "(SELECT CASE WHEN day BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN day END"
        " FROM (SELECT {} AS day) AS shifted)",
        day,
    )
