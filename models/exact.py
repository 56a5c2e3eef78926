"""Exact functions that SQLite calls: on scaled integers, and on ISO dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import peewee

from formula.kinds import MAX_SCALE, quantized
from formula.operations import PURE

LARGEST = 2**63 - 1


def stored(value: int) -> int:
    """The same integer, if a database's eight bytes can hold it."""
    if -LARGEST <= value <= LARGEST:
        return value
    raise OverflowError("a number is too large to be stored")


def divided(top: int, bottom: int) -> int:
    """An integer quotient, rounded half away from zero.

    >>> divided(5, 2), divided(-5, 2), divided(7, 3)
    (3, -3, 2)
    """
    whole, rest = divmod(abs(top), abs(bottom))
    rounded = whole + (2 * rest >= abs(bottom))
    return rounded if (top < 0) == (bottom < 0) else -rounded


def rescaled(value: int | None, source: int, target: int) -> int | None:
    """A scaled integer at another number of decimals.

    >>> rescaled(2675, 3, 2), rescaled(5, 0, 2)
    (268, 500)
    """
    if value is None:
        return None
    if target >= source:
        return stored(value * 10 ** (target - source))
    return divided(value, 10 ** (source - target))


def product(left: int | None, right: int | None, surplus: int) -> int | None:
    """The product of two scaled integers without its surplus decimals."""
    if left is None or right is None:
        return None
    return stored(divided(left * right, 10**surplus))


def quotient(left: int | None, left_scale: int, right: int | None, right_scale: int) -> int | None:
    """The quotient of two scaled integers at eight decimals; by zero it is empty."""
    if left is None or not right:
        return None
    shift = MAX_SCALE + right_scale - left_scale
    top, bottom = left * 10 ** max(shift, 0), right * 10 ** max(-shift, 0)
    return stored(divided(top, bottom))


def scaled(value: Decimal | int, scale: int) -> int:
    """A decimal as an integer of so many decimals.

    >>> scaled(Decimal("1.005"), 2)
    101
    """
    return stored(int(quantized(Decimal(value), scale).scaleb(scale)))


def unscaled(value: int, scale: int) -> Decimal:
    """The decimal that a scaled integer stands for.

    >>> unscaled(101, 2)
    Decimal('1.01')
    """
    return Decimal(value).scaleb(-scale)


def text_of(value: int | None, scale: int) -> str | None:
    """A scaled integer as it is written, with all its decimals.

    >>> text_of(-50, 2)
    '-0.50'
    """
    return None if value is None else f"{unscaled(value, scale):f}"


def add_days(day: str | None, count: int | None) -> str | None:
    """The ISO date so many days later."""
    return written(PURE["add_days"](None, read(day), count))


def add_hours(moment: str | None, count: int | None) -> str | None:
    """The ISO date and time so many hours later, as SQLite keeps it."""
    known = None if moment is None else datetime.fromisoformat(moment)
    later: datetime | None = PURE["add_hours"](None, known, count)
    return None if later is None else later.isoformat(sep=" ")


def add_months(day: str | None, count: int | None) -> str | None:
    """The ISO date so many months later."""
    return written(PURE["add_months"](None, read(day), count))


def months_between(first: str | None, second: str | None) -> int | None:
    """The whole months from one ISO date to another."""
    months: int | None = PURE["months_between"](None, read(first), read(second))
    return months


def read(day: str | None) -> date | None:
    """The date of an ISO text."""
    return None if day is None else date.fromisoformat(day[:10])


def written(day: date | None) -> str | None:
    """The ISO text of a date."""
    return None if day is None else day.isoformat()


FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("rb_rescaled", 3, rescaled),
    ("rb_product", 3, product),
    ("rb_quotient", 4, quotient),
    ("rb_text", 2, text_of),
    ("rb_add_days", 2, add_days),
    ("rb_add_hours", 2, add_hours),
    ("rb_add_months", 2, add_months),
    ("rb_months_between", 2, months_between),
)


def register(database: peewee.SqliteDatabase) -> None:
    """Let every connection of a SQLite database call these functions."""
    for name, arguments, function in FUNCTIONS:
        database.register_function(function, name, arguments, deterministic=True)
