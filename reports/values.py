"""Values as a template gets them: they compare and compute as values, and print as words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from formula.kinds import quantized
from language import say
from records.showing import option, shown
from schema.objects import Field
from schema.questions import is_year

DASH = "—"
"""What stands for an empty value on paper."""


class Worded:
    """A value that knows how it is written."""

    __slots__ = ()
    words: str


class Choice(Worded, str):
    """A key of a choice field that prints as its label."""

    def __new__(cls, key: str, words: str) -> Choice:
        """Join a key and its label."""
        made = super().__new__(cls, key)
        made.words = words
        return made


class Choices(Worded, tuple[Choice, ...]):
    """Several keys that print as their labels."""

    __slots__ = ()

    @property
    def words(self) -> str:  # type: ignore[override]
        """The labels in one line."""
        return say(", ").join(each.words for each in self)


class Number(Worded, Decimal):
    """An exact number that prints with the decimals and the sign of its field."""

    def __new__(cls, value: Decimal | int, words: str) -> Number:
        """Join a number and how it is written."""
        made = super().__new__(cls, value)
        made.words = words
        return made


class Year(Worded, int):
    """A whole number of four digits that is never written with thousands."""

    @property
    def words(self) -> str:  # type: ignore[override]
        """Its digits."""
        return str(int(self))


class Month(Worded, date):
    """The first day of a month that prints as the month."""

    @property
    def words(self) -> str:  # type: ignore[override]
        """Year and month."""
        return say("{month}/{year}", year=self.year, month=self.month)


class Picture(Worded):
    """An image field: `uri` is the picture itself as data, printed it is its name."""

    __slots__ = ("_load", "words")

    def __init__(self, name: str, load: Callable[[], str]) -> None:
        self.words = name
        self._load = load

    @property
    def uri(self) -> str:
        """The picture as data; nothing when its file is gone."""
        return self._load()


def _plain(field: Field, value: Any, title: Any) -> Any:
    return value


def _worded(field: Field, value: Any, title: Any) -> Any:
    return shown(field, value, title)


def _choice(field: Field, value: Any, title: Any) -> Any:
    if isinstance(value, tuple | list):
        return Choices(Choice(key, option(field, key)) for key in value)
    return Choice(value, option(field, value))


def _number(field: Field, value: Any, title: Any) -> Number:
    return Number(value, f"{quantized(Decimal(value), field.kind.scale):,}")


def _integer(field: Field, value: Any, title: Any) -> int:
    return Year(value) if is_year(field) else value


def _percent(field: Field, value: Any, title: Any) -> Number:
    return Number(value, shown(field, value))


def _month(field: Field, value: Any, title: Any) -> Month:
    return Month(value.year, value.month, 1)


PRINTED: Mapping[str, Callable[[Field, Any, Any], Any]] = {
    "string": _plain,
    "text": _plain,
    "email": _plain,
    "phone": _plain,
    "url": _plain,
    "sequence": _plain,
    "integer": _integer,
    "decimal": _number,
    "money": _number,
    "percent": _percent,
    "boolean": _plain,
    "date": _plain,
    "month": _month,
    "time": _plain,
    "datetime": _plain,
    "choice": _choice,
    "link": _worded,
    "links": _worded,
    "lines": _plain,
    "file": _worded,
    "image": _worded,
}
"""Field type to what a template gets for a value; links and lines become records before."""


def printed(field: Field, value: Any, title: Any = None) -> Any:
    """A field's value for a template; what is empty is None."""
    if value is None or value == "" or value == ():
        return None
    return PRINTED[field.type](field, value, title)


def _flag(value: bool) -> str:
    return say("Yes") if value else say("No")


def _several(value: Sequence[Any]) -> str:
    return say(", ").join(str(words(each)) for each in value) or DASH


WORDS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (bool, _flag),
    (datetime, lambda value: f"{value:%Y-%m-%d %H:%M}"),
    (date, date.isoformat),
    (time, lambda value: f"{value:%H:%M}"),
    ((tuple, list), _several),
)
"""How plain values are written; the first class that fits decides."""


def words(value: Any) -> Any:
    """A value as it stands on paper; what has no rule of its own stays as it is."""
    if value is None:
        return DASH
    if isinstance(value, Worded):
        return value.words
    return next((write(value) for kind, write in WORDS if isinstance(value, kind)), value)
