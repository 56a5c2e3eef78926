"""The kinds of value that a formula can have."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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

    Any value may also be None, which is "empty" and never zero. The `unit` of money is the
    code of its currency, or the path from its row to the field that says which one it is.
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


def is_code(unit: str) -> bool:
    """Whether a unit names a currency; else it is the path to the field that does.

    >>> is_code("USD"), is_code("order.currency")
    (True, False)
    """
    return re.fullmatch(r"[A-Z]{3}", unit) is not None


def held(kind: Kind) -> bool:
    """Whether an amount is in a currency that its own record says, and others in others."""
    return kind.name == "money" and not is_code(kind.unit)


def seen_from(kind: Kind, names: tuple[str, ...]) -> Kind:
    """The kind of an amount at the end of a path: its currency is where the amount is.

    >>> seen_from(money("currency"), ("order",)).unit, seen_from(money("USD"), ("order",)).unit
    ('order.currency', 'USD')
    """
    if not held(kind) or not names:
        return kind
    return replace(kind, unit=".".join((*names, kind.unit)))


def seen_outside(kind: Kind, back: str) -> Kind | None:
    """The kind of an amount of child rows seen from their record; None where each has its own.

    >>> seen_outside(money("order.currency"), "order").unit
    'currency'
    """
    if not held(kind):
        return kind
    first, _, rest = kind.unit.partition(".")
    return replace(kind, unit=rest) if rest and first in ("parent", back) else None


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
