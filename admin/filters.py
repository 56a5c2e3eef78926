"""Conditions of a list, by field type: read from the address, shown as chips.

`f.<field>` holds chosen values or words, `f.<field>.from` and `f.<field>.to` the two ends
of a range, so that a condition is an address that can be kept and sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from werkzeug.datastructures import MultiDict

from admin.cells import percent_text, plain
from admin.periods import PERIODS
from admin.words import text
from language import say
from records.query import Filter
from records.reading import Unreadable, read
from schema.objects import Field

PREFIX = "f."
EMPTY_WORD = "_empty"
FILLED_WORD = "_filled"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of one field, still as text."""

    values: tuple[str, ...] = ()
    low: str = ""
    high: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.values or self.low or self.high)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was understood, or why it was not."""

    field: Field
    asked: Asked
    filter: Filter | None = None
    fault: str = ""


Reader = Callable[[Field, Asked, date], Filter]


@dataclass(frozen=True, slots=True)
class FilterKind:
    """How fields of a type are filtered: the macro that asks, and what it means."""

    macro: str
    read: Reader
    said: Callable[[Field, Asked, Mapping[str, str]], str]


def asked_of(args: MultiDict[str, str], name: str) -> Asked:
    """What an address asks of a field."""
    key = PREFIX + name
    values = tuple(dict.fromkeys(v[:LONGEST] for v in args.getlist(key) if v.strip()))
    low, high = args.get(f"{key}.from", ""), args.get(f"{key}.to", "")
    return Asked(values[:LONGEST], low.strip()[:LONGEST], high.strip()[:LONGEST])


def condition_of(field: Field, asked: Asked, today: date) -> Condition:
    """A field's condition, read by the field's type."""
    try:
        return Condition(field, asked, FILTERS[field.type].read(field, asked, today))
    except Unreadable as problem:
        return Condition(field, asked, fault=str(problem))


def said(field: Field, asked: Asked, titles: Mapping[str, str]) -> str:
    """A condition in the words of a chip; `titles` names linked records by id."""
    if EMPTY_WORD in asked.values:
        return say("is empty")
    if FILLED_WORD in asked.values:
        return say("is filled in")
    return FILTERS[field.type].said(field, asked, titles)


def _blank(field: Field, asked: Asked) -> Filter | None:
    if EMPTY_WORD in asked.values:
        return Filter(field.name, "empty", ())
    return Filter(field.name, "not_empty", ()) if FILLED_WORD in asked.values else None


def _among(field: Field, asked: Asked, today: date) -> Filter:
    blank = _blank(field, asked)
    if blank:
        return blank
    known = [value for value in asked.values if value in field.options]
    if not known:
        raise Unreadable(say("Choose from the list."))
    return Filter(field.name, "in", tuple(known))


def _records(field: Field, asked: Asked, today: date) -> Filter:
    blank = _blank(field, asked)
    if blank:
        return blank
    ids = tuple(int(v) for v in asked.values if v.isdigit() and len(v) < 18)
    if not ids:
        raise Unreadable(say("Choose from the list."))
    return Filter(field.name, "in", ids)


def _answer(field: Field, asked: Asked, today: date) -> Filter:
    return _blank(field, asked) or Filter(field.name, "eq", ("yes" in asked.values,))


def _containing(field: Field, asked: Asked, today: date) -> Filter:
    return _blank(field, asked) or Filter(field.name, "contains", asked.values[:1] or ("",))


def _present(field: Field, asked: Asked, today: date) -> Filter:
    found = _blank(field, asked)
    if found is None:
        raise Unreadable(say("Choose from the list."))
    return found


def _between(field: Field, asked: Asked, today: date) -> Filter:
    blank = _blank(field, asked)
    if blank:
        return blank
    period = next((PERIODS[v] for v in asked.values if v in PERIODS), None)
    if period is not None and field.type in DAYS:
        return Filter(field.name, "between", period.days(today))
    low, high = _bound(field, asked.low), _bound(field, asked.high)
    if low is None and high is None:
        raise Unreadable(say("Write where it begins or ends."))
    return Filter(field.name, "between", (low, high))


DAYS = frozenset(("date", "month", "datetime"))


def _bound(field: Field, typed: str) -> Any:
    """One end of a range; a day of a moment means the whole day."""
    found = read(field, typed)
    whole_day = field.type == "datetime" and found is not None and ":" not in typed
    return found.date() if whole_day else found


def _said_options(field: Field, asked: Asked, titles: Mapping[str, str]) -> str:
    labels = [text(field.options[v]) for v in asked.values if v in field.options]
    return _short(labels)


def _said_records(field: Field, asked: Asked, titles: Mapping[str, str]) -> str:
    return _short([titles.get(value, f"#{value}") for value in asked.values])


def _short(labels: list[str]) -> str:
    if len(labels) > 3:
        return say(
            "{first} and {count} more", first=say(", ").join(labels[:2]), count=len(labels) - 2
        )
    return say(", ").join(labels)


def _said_answer(field: Field, asked: Asked, titles: Mapping[str, str]) -> str:
    return say(", ").join(say("Yes") if v == "yes" else say("No") for v in asked.values)


def _said_text(field: Field, asked: Asked, titles: Mapping[str, str]) -> str:
    return say("contains “{text}”", text=asked.values[0]) if asked.values else ""


def _said_range(field: Field, asked: Asked, titles: Mapping[str, str]) -> str:
    for value in asked.values:
        if value in PERIODS:
            return say(PERIODS[value].label)
    if asked.low and asked.high:
        return say("{low} to {high}", low=_end(field, asked.low), high=_end(field, asked.high))
    if asked.low:
        return say("from {low}", low=_end(field, asked.low))
    return say("up to {high}", high=_end(field, asked.high))


def _end(field: Field, typed: str) -> str:
    """One end of a range as it reads in lists."""
    try:
        value = read(field, typed)
    except Unreadable:
        return typed
    if field.type == "percent":
        return percent_text(value, field.decimals)
    return plain(field, value, None, "") if field.type != "datetime" else typed


_OPTIONS = FilterKind("options", _among, _said_options)
_RECORDS = FilterKind("records", _records, _said_records)
_TEXT = FilterKind("contains", _containing, _said_text)
_DAYS = FilterKind("days", _between, _said_range)
_RANGE = FilterKind("range", _between, _said_range)
_PRESENCE = FilterKind("presence", _present, _said_text)

FILTERS: Mapping[str, FilterKind] = MappingProxyType(
    {
        "string": _TEXT, "text": _TEXT, "email": _TEXT, "phone": _TEXT, "url": _TEXT,
        "sequence": _TEXT, "integer": _RANGE, "decimal": _RANGE, "money": _RANGE,
        "percent": _RANGE, "boolean": FilterKind("answer", _answer, _said_answer),
        "date": _DAYS, "month": _DAYS, "datetime": _DAYS, "time": _RANGE,
        "choice": _OPTIONS, "link": _RECORDS, "links": _RECORDS, "lines": _PRESENCE,
        "file": _PRESENCE, "image": _PRESENCE,
    }
)  # fmt: skip
"""Field type to the way its lists are narrowed."""
