"""Examples of figures and scorecards: rows that are made up, and what must come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime
from decimal import Decimal
from typing import Any

from schema.values import NOWHERE, Label, Span, nothing

VERDICTS = ("met", "unmet", "open")
COMPANY = "company"
"""The subject that is everybody together."""


@dataclass(frozen=True, slots=True)
class Known:
    """A record that an example calls by a short key of its own."""

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """A record of an example: only the fields that matter.

    A value is plain, or `Known`, or a `Row` that stands inside; of fields that take
    several, a tuple of those. Without a key nothing else names the record.
    """

    entity: str
    values: Mapping[str, Any]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """A value that must come out: `value` to so many `places`, or exactly where None.

    Without a value it names a state of cells, or is "none" for any of them.
    """

    text: str
    value: Decimal | None
    places: int | None = None
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Example:
    """What every example gives: rows, settings, and the moment it is computed at."""

    name: Label | None
    rows: tuple[Row, ...]
    period: str = ""
    now: datetime | None = None
    settings: Mapping[str, Any] = attribute(default_factory=nothing)
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class KpiExample(Example):
    """An example of a figure: its value by subject, its target, whether that is met."""

    expect: Mapping[str, Expected] = attribute(default_factory=nothing)
    target: Expected | None = None
    verdicts: Mapping[str, tuple[str, Span]] = attribute(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class SheetExample(Example):
    """An example of a scorecard: one sheet's record; its score, grade, points and values."""

    sheet: Row = attribute(default_factory=lambda: Row("", nothing()))
    score: Expected | None = None
    grade: tuple[str, Span] | None = None
    points: Mapping[str, Expected] = attribute(default_factory=nothing)
    values: Mapping[str, Expected] = attribute(default_factory=nothing)
