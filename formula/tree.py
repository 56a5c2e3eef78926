"""The typed tree: a formula whose every name is resolved and every kind is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from formula.kinds import Kind


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece of a formula's text begins and ends, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A node of the typed tree: what kind of value it has and where it stands."""

    kind: Kind
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Literal(Typed):
    """A value written in the formula; None is empty."""

    value: Any


@dataclass(frozen=True, slots=True)
class Setting(Typed):
    """The value of a setting, `setting.loan_workdays`."""

    key: str


@dataclass(frozen=True, slots=True)
class Given(Typed):
    """A part in which some settings have given values, in the computed fields that it reads too.

    No formula has such a node: it is put around what picks and measures the rows of a period.
    """

    part: Typed
    settings: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One field of a path and the entity that owns it."""

    entity: str
    field: str


@dataclass(frozen=True, slots=True)
class Path(Typed):
    """A value reached from a row through links: `borrower.department.name`.

    `root` is "me" (the person who asks), or "row"; `outer` says how many
    sub-selects outward the row stands: 0 the row itself, 1 its `parent`, and so on.
    A path of no steps is the row itself: its id, kind link.
    """

    root: str
    outer: int
    entity: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Apply(Typed):
    """An operator or a function of `functions.py` on its arguments.

    Operators have the names neg add sub mul div eq ne lt le gt ge and or not in
    not_in between is_empty is_not_empty; `in` and `not_in` take the value first,
    then the choices.
    """

    name: str
    arguments: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class Children(Typed):
    """An aggregate over rows that belong to the row: `sum(lines.amount where ...)`.

    `entity`'s rows whose link field `link` is the outer row (any row when `link` is
    ""). In `where` and `value` such a row is outer 0 and the outer row is outer 1.
    """

    function: str
    entity: str
    link: str
    value: Typed | None
    where: Typed | None
    on: Typed | None = None


@dataclass(frozen=True, slots=True)
class Measure(Typed):
    """A figure's aggregate over all rows of an entity in a period, for a subject.

    `on` is the date that decides the period and `by` the link that decides the
    subject; None means what the figure or the entity binds.
    """

    function: str
    entity: str
    value: Typed | None
    where: Typed | None
    on: Typed | None
    by: Typed | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rate(Typed):
    """What a currency is worth on a day by the table of exchange rates.

    `newest` picks it from the table's rows: the last one of the currency on or before the day.
    """

    currency: Typed
    day: Typed
    newest: Children


@dataclass(frozen=True, slots=True)
class Figure(Typed):
    """Another figure by name, `kpi.win_rate`, or a sheet's `score.sales`."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Bands(Typed):
    """The first value whose comparison holds: `band(x, >= 90: 'A', else: 'B')`."""

    value: Typed
    steps: tuple[tuple[str, Typed, Typed], ...]
    otherwise: Typed | None
