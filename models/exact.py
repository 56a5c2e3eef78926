"""Exact arithmetic on scaled integers: the functions that SQLite calls for decimals."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import peewee

from formula.kinds import MAX_SCALE, quantized

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


FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("rb_rescaled", 3, rescaled),
    ("rb_product", 3, product),
    ("rb_quotient", 4, quotient),
)


def register(database: peewee.SqliteDatabase) -> None:
    """Let every connection of a SQLite database call these functions."""
    for name, arguments, function in FUNCTIONS:
        database.register_function(function, name, arguments, deterministic=True)
