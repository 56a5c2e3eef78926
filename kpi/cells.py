"""What a figure is at one period and subject: not a number but a cell."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from formula.kinds import quantized

ERROR = "error"
NOISELESS = 12
"""So many decimals of points are kept: far beyond any that is shown, short of the noise that
dividing by three leaves."""
STATES = ("value", "zero", "no_data", "not_applicable", ERROR)


class Cell(NamedTuple):
    """A figure's state and value, and what it was made of.

    `numerator` and `denominator` are given when the formula is a quotient; `rows`
    counts the rows that were looked at (of the denominator, where there is one).
    An error is a formula that asks for what figures cannot be computed from; `reason` says
    what is to be entered first, where that is all that is missing.
    """

    state: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rows: int = 0
    reason: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return self.value is not None


new: Callable[[type[Cell], tuple[Any, ...]], Cell] = tuple.__new__
"""A cell from all its parts: what a board of tens of thousands of cells has time for."""


@contextmanager
def many() -> Iterator[None]:
    """Make tens of thousands of cells without the collector looking for rings among them.

    Neither a cell nor a row of a statement leads to anything that leads back, and looking at
    all of them again and again takes as long as making them. Several threads may be here: the
    first one in turns the collector on again.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def noiseless(value: Decimal) -> Decimal:
    """Points, a score or a mean without the noise of division.

    >>> noiseless(Decimal(100) / 3 * 3)
    Decimal('100.000000000000')
    """
    return quantized(value, NOISELESS)


def no_rows(rule: str) -> Cell:
    """The cell of somebody who has no rows at all, by the figure's own rule."""
    return cell(None, None, None, 0, rule)


def cell(
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    rows: int,
    when_no_rows: str,
) -> Cell:
    """Give a computed value its state; without rows the figure's own rule decides."""
    if rows == 0 and when_no_rows != "zero":
        return Cell(when_no_rows, None, numerator, denominator, rows)
    if value is None:
        empty = rows == 0 and when_no_rows == "zero"
        return Cell(
            "zero" if empty else "no_data",
            Decimal(0) if empty else None,
            numerator,
            denominator,
            rows,
        )
    return Cell("value" if value else "zero", value, numerator, denominator, rows)
