"""Kinds in the words of messages."""

from __future__ import annotations

from decimal import Decimal

from formula.kinds import Kind
from language import say

NAMES = {
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
"""A kind to what a sentence calls it."""


def described(kind: Kind) -> str:
    """A kind as a sentence names it.

    >>> described(Kind("link", entity="customer", many=True))
    'several links to customer'
    """
    if kind.name == "link":
        return (
            say("several links to {entity}", entity=kind.entity)
            if kind.many
            else say("a link to {entity}", entity=kind.entity)
        )
    return (
        say("several choices")
        if kind.many
        else say(NAMES[kind.name])
        if kind.name in NAMES
        else called(kind)
    )


def called(kind: Kind) -> str:
    """A kind by its name alone.

    >>> called(Kind("money", unit="CNY"))
    'money(CNY)'
    """
    name = say(kind.name)
    return say("{name}({unit})", name=name, unit=kind.unit) if kind.unit else name


def percentage(value: Decimal) -> str:
    """A fraction as a percentage.

    >>> percentage(Decimal("1.6"))
    '160%'
    """
    shown = f"{value * 100:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + "%"
