"""What a scorecard says beside its items: adjustment, length, parts, calibration, limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from schema.values import Formula, Label

LENGTHS = ("month", "quarter", "half", "year")
Amount = Decimal | Formula | None


@dataclass(frozen=True, slots=True)
class Adjust:
    """The sheet's field of points added by hand, and what such points need.

    `reason` and `evidence` are fields that must be filled in before an adjusted sheet
    freezes; at most `bonus_max` points are added and `penalty_max` taken away.
    """

    field: str = ""
    reason: str = ""
    evidence: str = ""
    bonus_max: Amount = None
    penalty_max: Amount = None


@dataclass(frozen=True, slots=True)
class Length:
    """How long a sheet's period is: a unit, a field that holds one, or a number of months."""

    unit: str = "month"
    field: str = ""
    months: Formula | None = None


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part of a sheet's score: a field, other sheets of the same person, or its own items.

    Of other sheets, `field` is the field of theirs that counts instead of the score itself.
    """

    name: str
    label: Label
    weight: Decimal
    field: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calibrate:
    """The sheet's fields for a score set after comparing sheets, and for its reason."""

    score: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Prorate:
    """The person's dates of joining and leaving; `coefficient` lets the share count."""

    since: str = ""
    until: str = ""
    coefficient: bool = False


@dataclass(frozen=True, slots=True)
class Transfers:
    """The sheet's dates of a stretch: a transfer within a period makes two sheets of it."""

    since: str = ""
    until: str = ""

    @property
    def split(self) -> bool:
        """Whether transfers divide a period at all."""
        return bool(self.since and self.until)


@dataclass(frozen=True, slots=True)
class GradeLimit:
    """How large a share of a cycle's sheets may have a grade."""

    grade: str
    most: Amount = None
    least: Amount = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """The limits of a cycle's grades; a share of few sheets is rounded to whole ones."""

    limits: tuple[GradeLimit, ...] = ()
    block: bool = False
    rounding: str = "half"
