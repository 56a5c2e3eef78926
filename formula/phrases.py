"""The words for every operator and function, as sentences use them; `a`, `b`, `c` are what is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from language import say

Phrase = Callable[..., str]


def phrase(english: str) -> Phrase:
    """A text that takes its words in order, in the language that is spoken when it is called.

    >>> phrase("{a} is {b}")("x", "y")
    'x is y'
    """
    return lambda *words: say(english, **dict(zip("abcd", words, strict=False)))


OPERATIONS: Mapping[str, Phrase] = MappingProxyType(
    {
        "today": phrase("the present day"),
        "now": phrase("the present moment"),
        "date": phrase("the day of {a}"),
        "time": phrase("the time of day of {a}"),
        "at": phrase("{b} on {a}"),
        "year": phrase("the year of {a}"),
        "month": phrase("the month of {a}"),
        "day": phrase("the day of the month of {a}"),
        "month_start": phrase("the first day of the month of {a}"),
        "month_end": phrase("the last day of the month of {a}"),
        "add_days": phrase("{a} plus {b} days"),
        "add_months": phrase("{a} plus {b} months"),
        "add_workdays": phrase("{a} plus {b} working days"),
        "add_hours": phrase("{a} plus {b} hours"),
        "days_between": phrase("the days from {a} to {b}"),
        "workdays_between": phrase("the working days from {a} to {b}"),
        "months_between": phrase("the whole months from {a} to {b}"),
        "is_workday": phrase("{a} is a working day"),
        "abs": phrase("the size of {a} without its sign"),
        "round": phrase("{a} rounded to {b} decimals"),
        "clamp": phrase("{a}, at least {b} and at most {c}"),
        "text_contains": phrase("{a} contains {b}"),
        "starts_with": phrase("{a} begins with {b}"),
        "length": phrase("the number of characters of {a}"),
        "has_role": phrase("whoever asks has the role {a}"),
        "includes": phrase("{a} includes {b}"),
        "between": phrase("{a} is from {b} to {c}"),
        "is_empty": phrase("{a} is empty"),
        "is_not_empty": phrase("{a} is not empty"),
        "ratio": phrase("{a} ÷ {b}"),
    }
)
"""Each operation that says its arguments in a fixed order."""

ARITHMETIC: Mapping[str, Phrase] = MappingProxyType(
    {
        "add": phrase("{a} + {b}"),
        "sub": phrase("{a} − {b}"),
        "mul": phrase("{a} × {b}"),
        "div": phrase("{a} ÷ {b}"),
    }
)

_IS, _IS_NOT = phrase("{a} is {b}"), phrase("{a} is not {b}")

COMPARISONS: Mapping[str, Mapping[str, Phrase]] = MappingProxyType(
    {
        "word": {"eq": _IS, "ne": _IS_NOT},
        "number": {
            "eq": phrase("{a} equals {b}"),
            "ne": phrase("{a} does not equal {b}"),
            "lt": phrase("{a} is below {b}"),
            "le": phrase("{a} is at most {b}"),
            "gt": phrase("{a} is above {b}"),
            "ge": phrase("{a} is at least {b}"),
        },
        "time": {
            "eq": _IS,
            "ne": _IS_NOT,
            "lt": phrase("{a} is before {b}"),
            "le": phrase("{a} is not after {b}"),
            "gt": phrase("{a} is after {b}"),
            "ge": phrase("{a} is not before {b}"),
        },
    }
)
"""Comparisons of words and links, of numbers, and of dates and times."""

LIMITS: Mapping[str, Phrase] = MappingProxyType(
    {
        "eq": phrase("exactly {a}: {b}"),
        "ne": phrase("other than {a}: {b}"),
        "lt": phrase("below {a}: {b}"),
        "le": phrase("up to {a}: {b}"),
        "gt": phrase("above {a}: {b}"),
        "ge": phrase("{a} and more: {b}"),
    }
)
"""The steps of a band."""

AGGREGATES: Mapping[str, Phrase] = MappingProxyType(
    {
        "count": phrase("number of {a}"),
        "exists": phrase("1 if there is any {a}, else 0"),
        "count_distinct": phrase("number of different {b} among {a}"),
        "sum": phrase("total {b} of {a}"),
        "avg": phrase("average {b} of {a}"),
        "min": phrase("lowest {b} of {a}"),
        "max": phrase("highest {b} of {a}"),
        "last": phrase("{b} of the latest {a}"),
    }
)
"""An aggregate of rows `a` and their value `b`."""

ANY, EARLIEST, LATEST = (
    phrase("there is any {a}"),
    phrase("earliest {b} of {a}"),
    phrase("latest {b} of {a}"),
)

WINDOWS: Mapping[str, Phrase] = MappingProxyType(
    {
        "ytd": phrase("{a} from the start of the year"),
        "qtd": phrase("{a} from the start of the quarter"),
        "rolling": phrase("{a} over the last {b} periods"),
    }
)

EARLIER: Mapping[tuple[str, str], tuple[Phrase, Phrase]] = MappingProxyType(
    {
        ("previous", "period"): (
            phrase("{a} one period earlier"),
            phrase("{a} {b} periods earlier"),
        ),
        ("previous", "year"): (
            phrase("{a} in the same period a year earlier"),
            phrase("{a} in the same period {b} years earlier"),
        ),
        ("previous", "quarter"): (phrase("{a} {b} quarters earlier"),) * 2,
        ("previous", "month"): (phrase("{a} {b} months earlier"),) * 2,
        ("growth", "period"): (
            phrase("growth of {a} on the period before"),
            phrase("growth of {a} on {b} periods before"),
        ),
        ("growth", "year"): (
            phrase("growth of {a} on the same period a year before"),
            phrase("growth of {a} on the same period {b} years before"),
        ),
        ("growth", "quarter"): (phrase("growth of {a} on {b} quarters before"),) * 2,
        ("growth", "month"): (phrase("growth of {a} on {b} months before"),) * 2,
    }
)
"""By function and unit: of one unit, and of several."""

COLLEAGUES: Mapping[str, Phrase] = MappingProxyType(
    {
        "share": phrase("{a} as a part of {b}'s"),
        "rank": phrase("the place of {a} in {b}"),
        "percentile": phrase("the part of {b} where {a} is not greater"),
    }
)

GROUPS: Mapping[str, Phrase] = MappingProxyType(
    {
        "": phrase("the department or company around"),
        "department": phrase("the department"),
        "company": phrase("the company"),
    }
)
"""Whom a subject is compared with; unnamed, a person's department and a department's company."""

FACTS: Mapping[str, Phrase] = MappingProxyType(
    {
        "target": phrase("the target"),
        "headcount": phrase("the number of people"),
        "workdays": phrase("the number of working days"),
        "total": phrase("the total of the sheet"),
    }
)
"""What a cell knows besides its rows."""

DATED, PEOPLED = phrase("; by month of {a}"), phrase("; credited to {a}")
"""How a figure's sentence ends: which dates and which people decide."""

ORDERED = phrase(" (by {a})")
"""The date that orders the rows of a record."""
