"""What a reader should know before trusting a number: too few rows, or not final yet."""

from __future__ import annotations

from datetime import date, timedelta

from kpi.cells import Cell
from kpi.period import Period
from language import say
from schema.indicators import Kpi

SMALL, PARTIAL, PROVISIONAL = "small_sample", "partial", "provisional"


def flags(kpi: Kpi, cell: Cell, period: Period, today: date) -> tuple[str, ...]:
    """The flags of a cell, none of them changing its number."""
    small = (SMALL,) if cell.known and cell.rows < kpi.min_rows else ()
    return (*small, *open_flags(kpi, period, today))


def open_flags(kpi: Kpi, period: Period, today: date) -> tuple[str, ...]:
    """Whether a number may still change by itself, and why: the period runs, or is not mature."""
    if today < period.end:
        return (PARTIAL,)
    if today < period.end + timedelta(days=kpi.maturity):
        return (PROVISIONAL,)
    return ()


def flag_words(flag: str) -> str:
    """A flag as a reader sees it."""
    words = {
        SMALL: "small sample",
        PARTIAL: "still running",
        PROVISIONAL: "not final yet",
    }
    return say(words[flag])
