"""What each operator and each function of values makes of its arguments."""

from __future__ import annotations

import operator
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from types import MappingProxyType
from typing import Any

from formula.kinds import Kind, quantized

Operand = Callable[[], Any]

_WHOLE = ("integer", "days")


def settled(result: Any, kind: Kind) -> Any:
    """A result as the Python value of its kind, rounded half away from zero.

    >>> settled(Decimal("2.675"), Kind("number", scale=2))
    Decimal('2.68')
    >>> settled(Decimal("2.5"), Kind("integer"))
    3
    """
    if result is None or not kind.numeric:
        return result
    if kind.name in _WHOLE:
        return result if type(result) is int else int(quantized(Decimal(result), 0))
    return quantized(Decimal(result), kind.scale)


def strict(function: Callable[..., Any], empty: Any = None) -> Callable[..., Any]:
    """A function of values that gives `empty` as soon as one of them is empty."""

    @wraps(function)
    def applied(context: Any, *values: Any) -> Any:
        """Ask for the values only, not the context."""
        return empty if None in values else function(*values)

    return applied


def _knowing(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that also asks the context; empty as soon as a value is."""

    @wraps(function)
    def applied(context: Any, *values: Any) -> Any:
        """Ask for the context first."""
        return None if None in values else function(context, *values)

    return applied


def _quotient(left: Any, right: Any) -> Decimal | None:
    """Left divided by right; nothing can be said about dividing by zero."""
    return Decimal(left) / Decimal(right) if right else None


def _is_empty(context: Any, value: Any) -> bool:
    """No value, no text, no choice."""
    return value is None or value == "" or value == ()


def _add_days(day: date, count: int) -> date | None:
    """A date so many days later, if the calendar goes that far."""
    try:
        return day + timedelta(days=int(count))
    except OverflowError:
        return None


def _add_hours(moment: datetime, count: int) -> datetime | None:
    """A moment so many hours later, if the calendar goes that far."""
    try:
        return moment + timedelta(hours=int(count))
    except OverflowError:
        return None


def add_months(day: date, count: int) -> date | None:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + int(count), 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months_between(first: date, second: date) -> int:
    """Calendar months apart, less one while the day of month is not reached."""
    months = (second.year - first.year) * 12 + second.month - first.month
    return months - (second.day < first.day)


def _add_workdays(context: Any, day: date, count: int) -> date | None:
    """The day whose running count is so much higher."""
    number = context.calendar.number(day)
    return None if number is None else context.calendar.nth(number + int(count))


def _workdays_between(context: Any, first: date, second: date) -> int | None:
    """The difference of two running counts."""
    before, after = context.calendar.number(first), context.calendar.number(second)
    return None if before is None or after is None else after - before


def _clamped(value: Any, low: Any, high: Any) -> Any:
    """A number within two limits."""
    return max(low, min(value, high))


def _and(operands: Sequence[Operand]) -> bool:
    """Whether every operand is true."""
    return all(operand() is True for operand in operands)


def _or(operands: Sequence[Operand]) -> bool:
    """Whether some operand is true."""
    return any(operand() is True for operand in operands)


def _if(operands: Sequence[Operand]) -> Any:
    """The branch that the condition chooses."""
    condition, *branches = operands
    if condition() is True:
        return branches[0]()
    return branches[1]() if len(branches) == 2 else None


def _coalesce(operands: Sequence[Operand]) -> Any:
    """The first value there is."""
    return next((value for operand in operands if (value := operand()) is not None), None)


def _converted(operands: Sequence[Operand]) -> Any:
    """The converted amount; nobody asks for the rate of an amount that is not there."""
    amount, _, _, result = operands
    return None if amount() is None else result()


LAZY: Mapping[str, Callable[[Sequence[Operand]], Any]] = MappingProxyType(
    {"and": _and, "or": _or, "if": _if, "coalesce": _coalesce, "convert": _converted}
)
"""Functions that look at an argument only when they need it."""

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "eq": lambda left, right: None not in (left, right) and left == right,
        "ne": lambda left, right: None in (left, right) or left != right,
        "lt": lambda left, right: None not in (left, right) and left < right,
        "le": lambda left, right: None not in (left, right) and left <= right,
        "gt": lambda left, right: None not in (left, right) and left > right,
        "ge": lambda left, right: None not in (left, right) and left >= right,
    }
)
"""Comparisons: with empty only "is not equal" is true."""


def _comparison(name: str) -> Callable[..., bool]:
    """A comparison as a function of context and values."""
    return lambda context, left, right: COMPARE[name](left, right)


PURE: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {name: _comparison(name) for name in COMPARE}
    | {
        "neg": strict(operator.neg),
        "add": strict(operator.add),
        "sub": strict(operator.sub),
        "mul": strict(operator.mul),
        "div": strict(_quotient),
        "in": lambda context, value, *choices: value is not None and value in choices,
        "not_in": lambda context, value, *choices: value is None or value not in choices,
        "between": strict(lambda value, low, high: low <= value <= high, empty=False),
        "not": lambda context, value: value is not True,
        "is_empty": _is_empty,
        "is_not_empty": lambda context, value: not _is_empty(context, value),
        "today": lambda context: context.today,
        "now": lambda context: context.now,
        "date": strict(lambda moment: moment.date() if hasattr(moment, "date") else moment),
        "time": strict(lambda moment: moment.time()),
        "at": strict(datetime.combine),
        "year": strict(lambda day: day.year),
        "month": strict(lambda day: day.month),
        "day": strict(lambda day: day.day),
        "month_start": strict(lambda day: day.replace(day=1)),
        "month_end": strict(lambda day: day.replace(day=monthrange(day.year, day.month)[1])),
        "add_days": strict(_add_days),
        "add_hours": strict(_add_hours),
        "add_months": strict(add_months),
        "add_workdays": _knowing(_add_workdays),
        "days_between": strict(lambda first, second: (second - first).days),
        "workdays_between": _knowing(_workdays_between),
        "months_between": strict(_months_between),
        "is_workday": _knowing(lambda context, day: context.calendar.is_workday(day)),
        "abs": strict(abs),
        "round": lambda context, value, places=0: value,  # the result's kind rounds it
        "min": strict(min),
        "max": strict(max),
        "clamp": strict(_clamped),
        "text_contains": strict(lambda text, part: part in text, empty=False),
        "starts_with": strict(lambda text, part: text.startswith(part), empty=False),
        "concat": lambda context, *parts: "".join(str(p) for p in parts if p is not None),
        "length": strict(len),
        "has_role": lambda context, role: role in context.roles,
        "includes": strict(lambda values, value: value in values, empty=False),
    }
)
"""Functions that take the context and all their values."""
