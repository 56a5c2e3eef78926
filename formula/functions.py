"""Every function of the language: one table."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Function:
    """A function's name, where it works, what it takes and what it gives.

    `level` is where it works:
    - "row": a value from values; works in rows, figures, sheets and settings alike;
    - "aggregate": one value from many rows (a Children or a Measure in the tree);
    - "cell": figures and sheets only, from the figures of other periods and subjects.

    `arguments` are shapes of `shapes.py`; a shape ending in "?" may be left out, and
    one ending in "*" may come any number of times, or not at all. `result` is a rule
    of `results.py`. `aggregate` marks the two names, min and max, that aggregate rows
    when they are given one value and compare values when they are given more.
    """

    name: str
    level: str
    arguments: tuple[str, ...]
    result: str
    doc: str
    aggregate: bool = False


def _table(*functions: Function) -> MappingProxyType[str, Function]:
    """Functions by their names."""
    return MappingProxyType({function.name: function for function in functions})


def _row(name: str, arguments: str, result: str, doc: str, aggregate: bool = False) -> Function:
    """A function from values to a value."""
    return Function(name, "row", tuple(arguments.split()), result, doc, aggregate)


def _rows(name: str, result: str, doc: str) -> Function:
    """A function from many rows to a value."""
    return Function(name, "aggregate", ("rows",), result, doc, aggregate=True)


def _cell(name: str, arguments: str, result: str, doc: str) -> Function:
    """A function from figures to a figure."""
    return Function(name, "cell", tuple(arguments.split()), result, doc)


FUNCTIONS = _table(
    _row("today", "", "date", "The date of the company's clock."),
    _row("now", "", "datetime", "The date and time of the company's clock."),
    _row("date", "date", "date", "The date of a date and time."),
    _row("time", "datetime", "time", "The time of day of a date and time."),
    _row("at", "date time", "datetime", "The date and time that a time of day is on a date."),
    _row("year", "date", "integer", "The year of a date."),
    _row("month", "date", "integer", "The month of a date, 1 to 12."),
    _row("day", "date", "integer", "The day of a date's month, 1 to 31."),
    _row("month_start", "date", "date", "The first day of a date's month."),
    _row("month_end", "date", "date", "The last day of a date's month."),
    _row("add_days", "date integer", "date", "The date so many days later."),
    _row(
        "add_months",
        "date integer",
        "date",
        "The same day so many months later, or that month's last day.",
    ),
    _row(
        "add_workdays",
        "date integer",
        "date",
        "The first day whose running workday number is so much higher.",
    ),
    _row("add_hours", "datetime integer", "datetime", "The date and time so many hours later."),
    _row("days_between", "date date", "days", "The second date minus the first, in days."),
    _row(
        "workdays_between",
        "date date",
        "days",
        "The working days after the first date, up to and including the second.",
    ),
    _row(
        "months_between",
        "date date",
        "integer",
        "The whole months from the first date to the second.",
    ),
    _row("is_workday", "date", "boolean", "Whether the calendar has people work on a date."),
    _row("if", "condition any any?", "common", "The second value if the first holds, else third."),
    _row("coalesce", "any any*", "common", "The first value that is not empty."),
    _row("abs", "numeric", "same", "A number without its sign."),
    _row(
        "round", "numeric places?", "rounded", "A number with so many decimals, half away from 0."
    ),
    _row(
        "min", "ordered ordered ordered*", "common", "The least; empty if any is.", aggregate=True
    ),
    _row(
        "max",
        "ordered ordered ordered*",
        "common",
        "The greatest; empty if any is.",
        aggregate=True,
    ),
    _row("clamp", "numeric numeric numeric", "common", "A number, kept between two limits."),
    _row(
        "convert",
        "money currency date",
        "converted",
        "An amount in another currency, by the newest rate on or before a date.",
    ),
    _row("ratio", "numeric numeric", "quotient", "The first number divided by the second."),
    _row("text_contains", "text text", "boolean", "Whether a text holds another, case and all."),
    _row(
        "starts_with", "text text", "boolean", "Whether a text begins with another, case and all."
    ),
    _row("concat", "wordy wordy*", "text", "Texts joined; an empty one counts as no text."),
    _row("length", "text", "integer", "The number of characters of a text."),
    _row("has_role", "word", "role", "Whether the person who asks has a role."),
    _row("includes", "many any", "option", "Whether a field of several values has a value."),
    _rows("count", "integer", "The number of rows."),
    _rows("exists", "boolean", "Whether there is a row at all."),
    _rows("count_distinct", "integer", "The number of different values that are not empty."),
    _rows("sum", "same", "The total; 0 of no rows."),
    _rows("avg", "mean", "The mean of the values that are not empty; empty of no rows."),
    _rows("last", "same", "The value of the row with the latest date; empty of no rows."),
    _cell("growth", "numeric count? step?", "ratio", "How much more than some periods ago."),
    _cell("previous", "numeric count? step?", "same", "The figure some periods ago."),
    _cell("ytd", "numeric", "same", "The figure from the start of the year on."),
    _cell("qtd", "numeric", "same", "The figure from the start of the quarter on."),
    _cell("rolling", "numeric count", "same", "The figure over so many periods up to this one."),
    _cell("share", "numeric group?", "ratio", "The part of the department's or company's figure."),
    _cell(
        "rank",
        "numeric group? sorting? ties?",
        "integer",
        "The place among colleagues who have a value, 1 for the greatest.",
    ),
    _cell("percentile", "numeric group?", "ratio", "The part of colleagues who are not above."),
    Function("band", "row", ("band",), "band", "The first value whose comparison holds."),
)
"""Every function by name."""

AGGREGATES = frozenset(name for name, function in FUNCTIONS.items() if function.aggregate)
"""Names that give one value for many rows."""

PERIODIC = frozenset(name for name, function in FUNCTIONS.items() if function.level == "cell")
"""Names whose value needs other periods or people, which a record does not have."""

AROUND = frozenset({"share", "rank", "percentile"})
"""Functions of figures whose value needs the rows of others."""

OPERATORS = MappingProxyType(
    {
        "neg": "minus",
        "add": "plus",
        "sub": "minus",
        "mul": "times",
        "div": "divided by; by zero it is empty",
        "eq": "is equal to; false with empty",
        "ne": "is not equal to; true with empty",
        "lt": "is less than; false with empty",
        "le": "is at most; false with empty",
        "gt": "is more than; false with empty",
        "ge": "is at least; false with empty",
        "between": "is from one limit to another, both included; false with empty",
        "in": "is one of; false with empty",
        "not_in": "is none of; true with empty",
        "and": "both hold; empty counts as false",
        "or": "one holds; empty counts as false",
        "not": "does not hold; empty counts as false",
        "is_empty": "has no value",
        "is_not_empty": "has a value",
    }
)
"""The names that Apply has for operators, with what they mean."""
