"""How an item of a scorecard turns into points, and who rates what is not computed.

Shares are fractions of an item's weight, 1 for all of it; values are in the figure's own
unit, so that 95% is 0.95.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from schema.values import NOWHERE, Formula, Label, Span, nothing

FULL = Decimal(1)
HUNDRED = Decimal(100)
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ratio:
    """The value's share of the target, up to `max`."""

    max: Decimal = FULL


@dataclass(frozen=True, slots=True)
class Pass:
    """All at the target, nothing short of it."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Nothing at `zero_at`, all at `full_at`, a straight line between them."""

    zero_at: Decimal
    full_at: Decimal


@dataclass(frozen=True, slots=True)
class Knot:
    """What is earned at one value."""

    at: Decimal
    earns: Decimal


@dataclass(frozen=True, slots=True)
class Points:
    """Straight lines between points, which rise in `at`; beyond the ends nothing changes."""

    points: tuple[Knot, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What is earned from `since` on, or up to and including `until`, or else."""

    earns: Decimal
    since: Decimal | None = None
    until: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """Steps: the first band that the value is in decides; the last takes what is left."""

    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class PerStep:
    """Points off for each step short of the target, and on for each step beyond it.

    `round` says which steps count: "up" started ones, "down" full ones.
    """

    step: Decimal
    below: Decimal
    round: str
    start: Decimal = HUNDRED
    above: Decimal = NONE
    max: Decimal | None = None
    floor: Decimal = NONE


@dataclass(frozen=True, slots=True)
class PerEvent:
    """Points off for each event that the value counts."""

    each: Decimal
    start: Decimal = HUNDRED
    floor: Decimal = NONE


@dataclass(frozen=True, slots=True)
class Range:
    """All from `low` to `high`, down to nothing at `zero_low` and at `zero_high`.

    Where one of these is None, nothing is earned on that side as soon as the range ends.
    """

    low: Decimal
    high: Decimal
    zero_low: Decimal | None = None
    zero_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Relative:
    """The share of the others on the card in that period whom the value is better than."""


Method = Ratio | Pass | Linear | Points | Bands | PerStep | PerEvent | Range | Relative

METHODS: Mapping[str, Any] = MappingProxyType(
    {
        "ratio": Ratio,
        "pass": Pass,
        "linear": Linear,
        "points": Points,
        "bands": Bands,
        "per_step": PerStep,
        "per_event": PerEvent,
        "range": Range,
        "relative": Relative,
    }
)
"""Every method by the name that a scorecard gives; a method's fields are its parameters."""

TARGETED = (Ratio, Pass, PerStep)
"""The methods that look at the target, and so at the figure's direction."""

SUPERIOR = "superior"
"""The kind of rater whose rating stands in for a value, where a card asks for that."""


@dataclass(frozen=True, slots=True)
class Rater:
    """A kind of rater: how much its mean counts, and from how many ratings on.

    Weight 0 is shown and not counted. Of an anonymous kind nobody learns who rated how.
    """

    name: str
    label: Label
    weight: Decimal = NONE
    min: int = 1
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Ratings:
    """The entity whose records are ratings, and its fields that say what each rating is."""

    of: str
    sheet: str
    item: str
    score: str
    rater: str
    kind: str
    comment: str = ""
    when: Formula | None = None
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a scorecard: a figure, or something that people rate, and its weight.

    Either `kpi` or `manual` is its name, the other is empty. `weight` None means shown
    but not scored. `raters` are a rated item's own weights, in place of the card's.
    """

    kpi: str
    group: Label
    weight: Any = None
    method: Method = attribute(default_factory=Ratio)
    manual: str = ""
    label: Label | None = None
    explain: Label | None = None
    raters: Mapping[str, Decimal] = attribute(default_factory=nothing)
    span: Span = attribute(default=NOWHERE, compare=False)

    @property
    def name(self) -> str:
        """What ratings and problems call it."""
        return self.manual or self.kpi
