"""Figures, boards and scorecards as a rulebook declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from decimal import Decimal
from typing import Any

from schema.cards import (
    Adjust,
    Calibrate,
    Distribution,
    Length,
    Prorate,
    ScorePart,
    Transfers,
)
from schema.examples import KpiExample, SheetExample
from schema.scoring import Item as Item
from schema.scoring import Rater, Ratings
from schema.values import NOWHERE, Formula, Label, Span, nothing


@dataclass(frozen=True, slots=True)
class Binding:
    """Which date and which people of a base entity a figure goes by.

    `as_of_event` is the department that the person had at a row's date; `department` is then
    that of the bound date and person, where both are bound.
    """

    date: Formula | None = None
    employee: Formula | None = None
    department: Formula | None = None
    as_of_event: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A target value from a month on, `2024-07`, for everybody or whoever is named.

    With `high` the target is a range and `value` its lower end. A name is a person's value
    in the field of `people`, or what names the record that this field links to.
    """

    since: str
    value: Formula
    position: str = ""
    department: str = ""
    employee: str = ""
    high: Formula | None = None
    span: Span = attribute(default=NOWHERE, compare=False)


ALWAYS = "0000-00"
"""The month from which something holds that names no month."""


@dataclass(frozen=True, slots=True)
class Version:
    """A figure's formula from a month on, `2025-01`."""

    since: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure: a formula over rows of a period, and how it is read and judged.

    `formula` is the newest; where it changed, `versions` has all of them, the oldest first.
    """

    name: str
    label: Label
    formula: Formula
    code: str = ""
    bind: Mapping[str, Binding] = attribute(default_factory=nothing)
    subject: str = "employee"
    period: str = "month"
    unit: str = "percent"
    decimals: int = 1
    direction: str = "higher"
    strict: bool = False
    rollup: str = "recompute"
    when_no_rows: str = "no_data"
    when_denominator_zero: str = ""
    min_rows: int = 0
    maturity: int = 0
    targets: tuple[Target, ...] = ()
    split: str = ""
    explain: Label | None = None
    source: Label | None = None
    drill: Mapping[str, tuple[str, ...]] = attribute(default_factory=nothing)
    view: tuple[str, ...] = ()
    module: str = ""
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)
    tests: tuple[KpiExample, ...] = attribute(default=(), compare=False)
    versions: tuple[Version, ...] = ()

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula that it has had, and has."""
        return tuple(version.formula for version in self.versions) or (self.formula,)

    def in_force(self, month: str) -> Kpi:
        """The figure with the formula of a month; before the first version that one holds."""
        started = [version for version in self.versions if version.since <= month]
        if not self.versions or self.versions[-1] in started:
            return self
        return replace(self, formula=(started or self.versions)[-1 if started else 0].formula)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Figures placed on a screen: an indicator × period board."""

    name: str
    label: Label
    kpis: tuple[str, ...]
    periods: int = 6
    places: tuple[str, ...] = ("menu",)
    module: str = ""
    view: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from a score on, and what a result of that grade counts; the lowest has no `since`.

    Both are numbers, or formulas over settings that are looked up when a sheet is computed.
    """

    name: str
    label: Label
    since: Decimal | Formula | None = None
    coefficient: Decimal | Formula | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """The fields of a sheet's record that its score, grade and coefficient are written into."""

    score: str = ""
    grade: str = ""
    coefficient: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition on the sheet and its record: `cap` holds the grade down, `score` the score."""

    when: Formula
    cap: str = ""
    score: Any = None


@dataclass(frozen=True, slots=True)
class Notes:
    """Records in which people explain single figures of a sheet.

    `of` is their entity, `sheet` its link to the sheet and `kpi` its choice that names the
    figure. A missed figure's note must fill in the fields `needed` before the sheet
    freezes or takes one of the transitions `needed_on`; `shown` is the field that stands beside the figure.
    """

    of: str
    sheet: str
    kpi: str
    needed: tuple[str, ...] = ()
    needed_on: tuple[str, ...] = ()
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """An appraisal sheet: figures of one person, department or company in one period.

    `of` is the entity whose records are the sheets; `person` or `department` and `period`
    are its fields that say whose and which; a sheet with neither is the company's.
    `adjust` is its field of points added by hand, `freeze_on` the transitions after which
    its numbers never change. `applies_to` is a condition on the person or department that
    gets a sheet when a cycle is opened, `set` what else such a sheet says, seen from there.
    `history` says how many periods up to the sheet's own stand beside each figure.
    `results` are the fields that freezing fills in. `max` is the highest score; `ratings`
    says where the ratings of `raters` are.
    """

    name: str
    label: Label
    of: str
    period: str
    items: tuple[Item, ...]
    person: str = ""
    department: str = ""
    grades: tuple[Grade, ...] = ()
    gates: tuple[Gate, ...] = ()
    when: Formula | None = None
    adjust: Adjust = Adjust()
    decimals: int = 1
    when_item_empty: str = "renormalize"
    max: Any = 100
    ratings: Ratings | None = None
    raters: Mapping[str, Rater] = attribute(default_factory=nothing)
    missing_rater: str = "renormalize"
    freeze_on: tuple[str, ...] = ()
    applies_to: Formula | None = None
    set: Mapping[str, Formula] = attribute(default_factory=nothing)
    notes: Notes | None = None
    history: int = 1
    results: Results = Results()
    length: Length = Length()
    parts: tuple[ScorePart, ...] = ()
    missing_part: str = "renormalize"
    calibrate: Calibrate = Calibrate()
    prorate: Prorate = Prorate()
    transfers: Transfers = Transfers()
    distribution: Distribution = Distribution()
    module: str = ""
    clauses: tuple[str, ...] = ()
    span: Span = attribute(default=NOWHERE, compare=False)
    tests: tuple[SheetExample, ...] = attribute(default=(), compare=False)

    @property
    def level(self) -> str:
        """Whose sheets these are: an employee's, a department's or the company's."""
        return "employee" if self.person else "department" if self.department else "company"

    @property
    def whose(self) -> str:
        """The field that says whose a sheet is; nothing of the company's."""
        return self.person or self.department

    @property
    def scored(self) -> bool:
        """Whether any figure earns points; else a sheet says only what was reached."""
        return bool(self.parts) or any(item.weight is not None for item in self.items)
