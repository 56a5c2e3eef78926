"""Values of one type read as another: what fits, what is rounded, what cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from formula import kinds
from formula.kinds import Kind, quantized
from migrate.shape import Column

GROUPS: Mapping[str, str] = {
    "choices": "keys",
    "integer": "whole",
    "decimal": "decimal",
    "money": "decimal",
    "percent": "decimal",
    "boolean": "boolean",
    "date": "date",
    "month": "month",
    "datetime": "datetime",
    "time": "time",
    "link": "link",
    "file": "file",
    "image": "file",
}
"""Field types that keep their values in the same way; all others are texts."""

BY_TYPE: Mapping[str, str] = {"integer": "whole", "text": "text"}


def group(column: Column) -> str:
    """How a column keeps its values."""
    if column.references:
        return "link"
    if column.meaning:
        return GROUPS.get(column.meaning, "text")
    return BY_TYPE.get(column.type, column.type.partition("(")[0])


def decimals(column: Column) -> int:
    """How many decimals a column keeps."""
    return int(column.type[8:-1]) if column.type.startswith("decimal(") else 0


def same_values(before: Column, after: Column) -> bool:
    """Whether a value of the one column is the same value of the other."""
    if before.references != after.references or before.type != after.type:
        return False
    # Without a remembered meaning the type is all there is to compare.
    return not before.meaning or group(before) == group(after)


def is_widening(before: Column, after: Column) -> bool:
    """Whether every value of the one column also is one of the other."""
    pair = group(before), group(after)
    if pair in (("whole", "decimal"), ("decimal", "decimal")):
        return decimals(after) >= decimals(before)
    return pair in (("date", "datetime"), ("month", "date"), ("month", "datetime"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A value read as another type; `exact` says that nothing of it was lost."""

    value: Any
    exact: bool = True


UNREADABLE = Reading(None, False)

Reader = Callable[[Any, Column], Reading]


def written(value: Any) -> str:
    """A value as people write it.

    >>> written(Decimal("2.50")), written(True), written(("a", "b"))
    ('2.50', 'true', 'a, b')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def as_text(value: Any, column: Column) -> Reading:
    """Any value as a text."""
    return Reading(written(value))


def as_whole(value: Any, column: Column) -> Reading:
    """A whole number, rounded if it must be."""
    exact = as_number(value)
    if exact is None:
        return UNREADABLE
    rounded = int(quantized(exact, 0))
    return Reading(rounded, exact == rounded)


def as_decimal(value: Any, column: Column) -> Reading:
    """A number of the column's decimals, rounded if it must be."""
    exact = as_number(value)
    if exact is None:
        return UNREADABLE
    rounded = quantized(exact, decimals(column))
    return Reading(rounded, exact == rounded)


def as_number(value: Any) -> Decimal | None:
    """A number of any kind, or a text that is one."""
    try:
        exact = Decimal(int(value) if isinstance(value, bool) else str(value).strip())
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


ANSWERS = {
    "true": True,
    "false": False,
    "yes": True,
    "no": False,
    "1": True,
    "0": False,
    "是": True,
    "否": False,
}


def as_boolean(value: Any, column: Column) -> Reading:
    """Yes or no, by the words and digits that usually say so."""
    answer = ANSWERS.get(written(value).strip().lower())
    return UNREADABLE if answer is None else Reading(answer)


def as_date(value: Any, column: Column) -> Reading:
    """A day; of a moment its date."""
    if isinstance(value, datetime):
        return Reading(value.date(), value.time() == time())
    found = value if isinstance(value, date) else parsed(date.fromisoformat, value)
    return UNREADABLE if found is None else Reading(found)


def as_month(value: Any, column: Column) -> Reading:
    """The first day of a date's month."""
    day = as_date(value, column)
    if day.value is None:
        return UNREADABLE
    return Reading(day.value.replace(day=1), day.exact and day.value.day == 1)


def as_datetime(value: Any, column: Column) -> Reading:
    """A moment; of a date its midnight."""
    if isinstance(value, date):
        return Reading(datetime.combine(value, time()))
    found = parsed(datetime.fromisoformat, value)
    return UNREADABLE if found is None else Reading(found)


def as_time(value: Any, column: Column) -> Reading:
    """A time of day; of a moment its time."""
    if isinstance(value, datetime):
        return Reading(value.time(), False)
    found = parsed(time.fromisoformat, value)
    return UNREADABLE if found is None else Reading(found)


def parsed(read: Callable[[str], Any], value: Any) -> Any:
    """What a text says, or None."""
    try:
        return read(str(value).strip())
    except ValueError:
        return None


def as_keys(value: Any, column: Column) -> Reading:
    """One option as a list of one."""
    return Reading((written(value),))


def as_nothing(value: Any, column: Column) -> Reading:
    """What points elsewhere cannot be made of anything."""
    return UNREADABLE


READERS: Mapping[str, Reader] = {
    "text": as_text,
    "keys": as_keys,
    "whole": as_whole,
    "decimal": as_decimal,
    "boolean": as_boolean,
    "date": as_date,
    "month": as_month,
    "datetime": as_datetime,
    "time": as_time,
    "link": as_nothing,
    "file": as_nothing,
}


def converted(value: Any, before: Column, after: Column) -> Reading:
    """A value of one column read as one of another."""
    if group(before) == "keys" and group(after) == "text":
        keys = tuple(json.loads(value))
        exact = after.meaning != "choice" or len(keys) == 1
        return Reading(written(keys) if after.meaning != "choice" else keys[0], exact)
    return READERS[group(after)](value, after)


PLAIN_KINDS: Mapping[str, Kind] = {
    "integer": kinds.INTEGER,
    "text": kinds.TEXT,
    "boolean": kinds.BOOLEAN,
    "date": kinds.DATE,
    "datetime": kinds.DATETIME,
    "time": kinds.TIME,
}


def kind_of(column: Column) -> Kind:
    """The kind of a column's values."""
    return PLAIN_KINDS.get(column.type) or kinds.number(decimals(column))
