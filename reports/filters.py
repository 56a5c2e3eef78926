"""The filters and small functions that document templates may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import cn2an
from markupsafe import Markup

from formula.kinds import quantized
from language import say
from reports.values import DASH, Year, words

LARGEST_CAPITAL = Decimal("9999999999999.99")
"""Beyond this an amount is not written in capitals, but in figures only."""

BLANK = Markup("&nbsp;")


def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """A number with thousands; without `decimals` it keeps its own.

    >>> number(Decimal("1286400"), 2)
    '1,286,400.00'
    """
    if value is None:
        return DASH
    if isinstance(value, Year):
        return value.words
    exact = Decimal(value)
    return f"{exact if decimals is None else quantized(exact, decimals):,}"


def money(value: Decimal | int | None) -> str:
    """An amount with thousands and two decimals."""
    return number(value, 2)


def percent(value: Decimal | None, decimals: int = 1) -> str:
    """A fraction as a percentage.

    >>> percent(Decimal("0.9325"))
    '93.3%'
    """
    return DASH if value is None else f"{number(Decimal(value) * 100, decimals)}%"


def trimmed(value: Decimal | int | None) -> str:
    """A number without the zeros at its end.

    >>> trimmed(Decimal("12.500")), trimmed(Decimal("30.00"))
    ('12.5', '30')
    """
    if value is None:
        return DASH
    if isinstance(value, Year):
        return value.words
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def capital(value: Decimal | int | None) -> str:
    """An amount of money in Chinese capitals, as contracts and banks write it.

    >>> capital(Decimal("10010.10"))
    '壹万零壹拾元壹角'
    """
    if value is None:
        return DASH
    exact = quantized(Decimal(value), 2)
    if abs(exact) > LARGEST_CAPITAL:
        return money(exact)
    return str(cn2an.an2cn(f"{exact:f}", "rmb"))


def numeral(value: int | None) -> str:
    """A count in the capitals that cannot be altered: copies, annexes.

    >>> numeral(4)
    '肆'
    """
    return DASH if value is None else str(cn2an.an2cn(str(int(value)), "up"))


def long_date(value: date | None) -> str:
    """A day in words."""
    if value is None:
        return DASH
    return say("{day}/{month}/{year}", year=value.year, month=value.month, day=value.day)


def to_sign(value: date | None, gap: int = 2) -> str:
    """A day in words, or the gaps, so many signs wide, in which somebody writes one."""
    if value is not None:
        return long_date(value)
    room = "\u3000" * gap
    return say("{day}/{month}/{year}", year=room * 2, month=room, day=room)


def paragraphs(value: str | None) -> list[str]:
    """The paragraphs of a long text; none when it is empty."""
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def blank(value: Any) -> Any:
    """A value, or room to write one by hand."""
    return BLANK if value is None or value == "" else words(value)


def box(chosen: Any) -> str:
    """A box, filled when something holds."""
    return "■" if chosen else "□"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "number": number,
    "money": money,
    "percent": percent,
    "trimmed": trimmed,
    "capital": capital,
    "numeral": numeral,
    "date": long_date,
    "to_sign": to_sign,
    "paragraphs": paragraphs,
    "blank": blank,
    "box": box,
    "words": words,
}
"""What a template may write after a bar."""
