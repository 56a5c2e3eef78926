"""Rows that are due: made in advance, so that what nobody did is missed and not forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute

from schema.values import NOWHERE, Formula, Label, Span, nothing

RHYTHMS = ("workday", "day", "week", "month", "quarter", "half", "year")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months each rhythm that goes by months takes."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Records of an entity that are due regularly, or once for each record of another.

    `every` is a word of RHYTHMS, or "" where each record of `each` gets one as soon as
    `when` holds. `weekday` counts from Monday as 0, `month` within the quarter, half or
    year; `workday` moves the day to the next one that is worked. The record is made
    `ahead` days before. `when` and `set` are seen from the record of `each`, their
    `today()` is the day; a record that agrees in the fields of `match` is taken for it.
    `open` names scorecards of which the cycle that ended last is opened instead.
    """

    name: str
    label: Label
    every: str = ""
    weekday: int = 0
    month: int = 1
    day: int = 1
    workday: bool = False
    ahead: int = 0
    each: str = ""
    when: Formula | None = None
    set: Mapping[str, Formula] = attribute(default_factory=nothing)
    match: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)
