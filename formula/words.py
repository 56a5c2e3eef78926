"""Kinds in the words of messages."""

from __future__ import annotations

from decimal import Decimal

from formula.kinds import Kind

_NAMES = {
    "integer": "a whole number",
    "number": "a number",
    "ratio": "a ratio",
    "text": "a text",
    "boolean": "true or false",
    "date": "a date",
    "datetime": "a date and time",
    "time": "a time",
    "choice": "a choice",
    "file": "a file",
}


def described(kind: Kind) -> str:
    """A kind as a sentence names it.

    >>> described(Kind("link", entity="customer", many=True))
    'several links to customer'
    """
    if kind.name == "link":
        return f"several links to {kind.entity}" if kind.many else f"a link to {kind.entity}"
    return "several choices" if kind.many else _NAMES.get(kind.name, str(kind))


def percentage(value: Decimal) -> str:
    """A fraction as a percentage.

    >>> percentage(Decimal("1.6"))
    '160%'
    """
    shown = f"{value * 100:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + "%"
