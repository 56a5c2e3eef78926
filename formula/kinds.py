"""The kinds of value that a formula can have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MAX_SCALE = 8
"""Products and quotients keep at most this many decimals, on every back end."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: its name, its exact number of decimals, what it points at.

    | name     | Python value                     | scale              |
    |----------|----------------------------------|--------------------|
    | integer  | int                              | 0                  |
    | days     | int                              | 0                  |
    | number   | Decimal                          | decimals           |
    | ratio    | Decimal, a fraction: 1.6% = 0.016 | decimals          |
    | money    | Decimal                          | decimals           |
    | text     | str                              | 0                  |
    | boolean  | bool                             | 0                  |
    | date     | datetime.date                    | 0                  |
    | datetime | datetime.datetime, company time  | 0                  |
    | time     | datetime.time                    | 0                  |
    | choice   | str key; many: tuple of keys     | 0                  |
    | link     | int id; many: tuple of ids       | 0                  |
    | file     | int id                           | 0                  |
    | empty    | None                             | 0                  |

    Any value may also be None, which is "empty" and never zero.
    """

    name: str
    scale: int = 0
    unit: str = ""
    entity: str = ""
    options: tuple[str, ...] = ()
    many: bool = False

    @property
    def numeric(self) -> bool:
        """Whether arithmetic works on it."""
        return self.name in NUMERIC

    def __str__(self) -> str:
        """The kind as a message names it."""
        return self.name if not self.unit else f"{self.name}({self.unit})"


NUMERIC = ("integer", "days", "number", "ratio", "money")

INTEGER = Kind("integer")
DAYS = Kind("days")
TEXT = Kind("text")
BOOLEAN = Kind("boolean")
DATE = Kind("date")
DATETIME = Kind("datetime")
TIME = Kind("time")
EMPTY = Kind("empty")


def number(scale: int) -> Kind:
    """A plain number with so many decimals."""
    return Kind("number", scale=scale)


def ratio(scale: int = MAX_SCALE) -> Kind:
    """A fraction that is shown as a percentage."""
    return Kind("ratio", scale=scale)


def money(unit: str = "CNY", scale: int = 2) -> Kind:
    """An amount of one currency."""
    return Kind("money", scale=scale, unit=unit)


def link(entity: str, many: bool = False) -> Kind:
    """A reference to a record of an entity."""
    return Kind("link", entity=entity, many=many)


def choice(options: tuple[str, ...], many: bool = False) -> Kind:
    """One key of a declared list."""
    return Kind("choice", options=options, many=many)


def quantized(value: Decimal, scale: int) -> Decimal:
    """Round half away from zero to so many decimals.

    >>> quantized(Decimal("2.675"), 2)
    Decimal('2.68')
    >>> quantized(Decimal("-0.5"), 0)
    Decimal('-1')
    """
    return value.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
