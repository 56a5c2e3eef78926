"""What differs between the databases: how values look, and how they are computed with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from peewee import Node

from formula.kinds import Kind

WHOLE = ("integer", "days")
"""Kinds of number that are Python integers."""


class Dialect(ABC):
    """The pieces of SQL that a kind of database needs for formulas.

    A numeric piece always has the number of decimals of its kind; what that means is
    the dialect's own affair (a scaled integer, or a NUMERIC).
    """

    @abstractmethod
    def literal(self, kind: Kind, value: Any) -> Node:
        """A bound value of a kind; None is a typed NULL."""

    @abstractmethod
    def decoded(self, kind: Kind, raw: Any) -> Any:
        """The Python value of what a piece of a kind selected."""

    def amount(self, kind: Kind, raw: Any) -> Any:
        """A value of a kind that figures are computed with; a whole number as a decimal."""
        value = self.decoded(kind, raw)
        return Decimal(value) if isinstance(value, int) else value

    def amounts(self, kind: Kind) -> Callable[[Iterable[Any]], list[Any]]:
        """How many values of a kind are read together, decided once."""
        return lambda raws: [self.amount(kind, raw) for raw in raws]

    @abstractmethod
    def different(self, left: Node, right: Node) -> Node:
        """Whether two values differ; empty differs from everything but empty."""

    @abstractmethod
    def aligned(self, piece: Node, source: int, target: int) -> Node:
        """A number with another number of decimals, rounded half away from zero."""

    @abstractmethod
    def product(self, left: Node, right: Node, surplus: int, scale: int) -> Node:
        """A product without its surplus decimals, of `scale` decimals."""

    @abstractmethod
    def quotient(self, left: Node, left_scale: int, right: Node, right_scale: int) -> Node:
        """A quotient of eight decimals, empty where the divisor is 0."""

    @abstractmethod
    def whole(self, piece: Node) -> Node:
        """A number without decimals as the database's integer."""

    @abstractmethod
    def text(self, kind: Kind, piece: Node) -> Node:
        """A value as Python's `str` writes it."""

    @abstractmethod
    def least(self, pieces: list[Node]) -> Node:
        """The least of several values; empty if any of them is."""

    @abstractmethod
    def greatest(self, pieces: list[Node]) -> Node:
        """The greatest of several values; empty if any of them is."""

    @abstractmethod
    def joined(self, piece: Node) -> Node:
        """The ids of many rows as one text, commas between."""

    @abstractmethod
    def days_between(self, first: Node, second: Node) -> Node:
        """How many days from one date to another."""

    @abstractmethod
    def add_days(self, day: Node, count: Node) -> Node:
        """The date so many days later."""

    @abstractmethod
    def add_hours(self, moment: Node, count: Node) -> Node:
        """The moment so many hours later."""

    @abstractmethod
    def add_months(self, day: Node, count: Node) -> Node:
        """The same day so many months later, or the month's last."""

    @abstractmethod
    def part(self, name: str, day: Node) -> Node:
        """The year, month or day of a date as a number."""

    @abstractmethod
    def months_between(self, first: Node, second: Node) -> Node:
        """The whole months from one date to another."""

    @abstractmethod
    def month_start(self, day: Node) -> Node:
        """The first day of a date's month."""

    @abstractmethod
    def month_end(self, day: Node) -> Node:
        """The last day of a date's month."""

    @abstractmethod
    def date_of(self, moment: Node) -> Node:
        """The date of a moment."""

    @abstractmethod
    def moment_of(self, day: Node) -> Node:
        """Midnight at the beginning of a date."""

    @abstractmethod
    def at(self, day: Node, clock: Node) -> Node:
        """The moment that a time of day is on a date."""

    @abstractmethod
    def time_of(self, moment: Node) -> Node:
        """The time of day of a moment."""

    @abstractmethod
    def position(self, text: Node, part: Node) -> Node:
        """Where a text first contains another, counted from 1; 0 when nowhere."""
