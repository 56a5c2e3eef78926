"""A plausible value for a field, from its type, its limits and its `sample:` hint.

A hint is the name of a Faker provider (`company`), a range (`100..5000`; for a date,
days from the record's own day), a choice (`choice: kg|m`), a share (`90%`: how often
a yes, or how often filled in), or several of these in turn, separated by `;`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from faker import Faker

from demo.patterns import text_of
from schema.objects import Field

_RANGE = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*\.\.\s*([+-]?\d+(?:\.\d+)?)\s*")
_SHARE = re.compile(r"\s*(\d+(?:\.\d+)?)%\s*")


@dataclass(frozen=True, slots=True)
class Maker:
    """Where chance comes from, and the moment at which a record is made."""

    random: Random
    faker: Faker
    moment: datetime


@dataclass(frozen=True, slots=True)
class Hint:
    """A `sample:` hint taken apart."""

    low: Decimal | None = None
    high: Decimal | None = None
    share: float | None = None
    options: tuple[str, ...] = ()
    provider: str = ""


def hint(text: str) -> Hint:
    """Read a hint.

    >>> hint("100..500; 80%").share
    0.8
    """
    low = high = share = None
    options: tuple[str, ...] = ()
    provider = ""
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        if found := _RANGE.fullmatch(part):
            low, high = Decimal(found[1]), Decimal(found[2])
        elif found := _SHARE.fullmatch(part):
            share = float(found[1]) / 100
        elif part.startswith("choice:"):
            options = tuple(option.strip() for option in part.removeprefix("choice:").split("|"))
        else:
            provider = part
    return Hint(low, high, share, options, provider)


def sample(field: Field, maker: Maker) -> Any:
    """A value for a field that links to nothing, or None to leave it empty."""
    found = hint(field.sample)
    if (
        field.type != "boolean"
        and not field.required
        and maker.random.random() > (found.share or 0.75)
    ):
        return None
    if found.options:
        return maker.random.choice(found.options)
    if field.pattern and not found.provider and not field.required:
        return None
    return BY_TYPE[field.type](field, found, maker)


def _text(field: Field, found: Hint, maker: Maker) -> str:
    provider = found.provider if hasattr(maker.faker, found.provider or "-") else ""
    if provider:
        text = str(getattr(maker.faker, provider)())
    elif field.pattern:
        text = text_of(field.pattern, maker.random)
    elif field.type == "text":
        text = maker.faker.sentence(nb_words=12)
    else:
        text = maker.faker.sentence(nb_words=3).rstrip("。.")
    return text[: field.max_length or 200]


def _limits(field: Field, found: Hint, low: int, high: int) -> tuple[Decimal, Decimal]:
    first = found.low if found.low is not None else _literal(field.min, low)
    last = found.high if found.high is not None else _literal(field.max, max(high, int(first) + 10))
    return first, max(first, last)


def _literal(limit: Any, otherwise: int) -> Decimal:
    value = getattr(limit.tree, "value", None) if limit else None
    return Decimal(otherwise) if value is None else Decimal(value)


def _decimal(field: Field, found: Hint, maker: Maker) -> Decimal:
    low, high = _limits(field, found, 1, 1000)
    digits = field.decimals
    steps = maker.random.randint(int(low.scaleb(digits)), int(high.scaleb(digits)))
    return Decimal(steps).scaleb(-digits)


def _percent(field: Field, found: Hint, maker: Maker) -> Decimal:
    low, high = _limits(field, found, 0, 1)
    return Decimal(maker.random.randint(int(low * 1000), int(high * 1000))) / 1000


def _integer(field: Field, found: Hint, maker: Maker) -> int:
    low, high = _limits(field, found, 1, 100)
    return maker.random.randint(int(low), int(high))


def _boolean(field: Field, found: Hint, maker: Maker) -> bool:
    return maker.random.random() < (0.5 if found.share is None else found.share)


def _date(field: Field, found: Hint, maker: Maker) -> Any:
    low, high = int(found.low or 0), int(found.high if found.high is not None else 12)
    return maker.moment.date() + timedelta(days=maker.random.randint(low, max(low, high)))


def _month(field: Field, found: Hint, maker: Maker) -> Any:
    return maker.moment.date().replace(day=1)


def _datetime(field: Field, found: Hint, maker: Maker) -> datetime:
    return datetime.combine(_date(field, found, maker), _time(field, found, maker))


def _time(field: Field, found: Hint, maker: Maker) -> time:
    return time(maker.random.randint(8, 17), maker.random.choice((0, 15, 30, 45)))


def _choice(field: Field, found: Hint, maker: Maker) -> Any:
    keys = list(field.options)
    if field.multiple:
        return tuple(maker.random.sample(keys, maker.random.randint(1, min(2, len(keys)))))
    return maker.random.choice(keys)


BY_TYPE: Mapping[str, Callable[[Field, Hint, Maker], Any]] = {
    "string": _text,
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "money": _decimal,
    "percent": _percent,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "month": _month,
    "choice": _choice,
    "email": lambda field, found, maker: maker.faker.ascii_safe_email(),
    "phone": lambda field, found, maker: maker.faker.phone_number(),
    "url": lambda field, found, maker: maker.faker.url(),
    "link": lambda field, found, maker: None,
    "links": lambda field, found, maker: None,
    "lines": lambda field, found, maker: None,
    "file": lambda field, found, maker: None,
    "image": lambda field, found, maker: None,
    "sequence": lambda field, found, maker: None,
}
"""How a value of each field type is made up; links and child rows are filled elsewhere."""
