"""Measures tied to their date and people, and the predicate that picks their rows.

The predicate is a typed tree, the same object for the number and for the list of its
rows, so that what is counted is what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from formula.kinds import BOOLEAN, DATE, DATETIME, Kind, link
from formula.tree import Apply, Literal, Measure, Path, Span, Step, Typed
from kpi.period import Period
from schema.assignments import department_then
from schema.indicators import Binding, Kpi
from schema.objects import Schema

_SPAN = Span(0, 0)
ALL = Literal(BOOLEAN, _SPAN, True)
"""The condition that every row meets."""


class Unbound(ValueError):
    """A figure asked for at a level that its declaration does not lead to."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure, the date that decides its period, and the link that decides its subject.

    `date` is None for rows that are counted as they stand, whatever the period.
    `subject` is None at company level; `only` is an extra condition (a split).
    """

    measure: Measure
    date: Typed | None
    subject: Typed | None = None
    only: Typed | None = None
    _hash: list[int] = field(default_factory=list, compare=False, repr=False)

    def __hash__(self) -> int:
        """Kept, because a board asks it thousands of times of the same few trees."""
        if not self._hash:
            self._hash.append(hash((self.measure, self.date, self.subject, self.only)))
        return self._hash[0]

    @property
    def entity(self) -> str:
        """The entity whose rows are counted."""
        return self.measure.entity

    def predicate(self) -> Typed | None:
        """Which of the entity's rows count at all, whenever and whoever."""
        return both(self.measure.where, self.only)

    def rows_in(self, period: Period) -> Typed | None:
        """Which rows of the entity fall into a period; None is all of them."""
        if self.date is None:
            return None
        first, end = (moment(self.date.kind, day) for day in (period.start, period.end))
        return Apply(
            BOOLEAN,
            _SPAN,
            "and",
            (compared("ge", self.date, first), compared("lt", self.date, end)),
        )

    def rows_of(self, period: Period, subject: int | None) -> Typed:
        """Exactly the rows behind one cell: period, subject and condition together."""
        found = both(self.rows_in(period), self.predicate())
        if self.subject is not None:
            found = both(found, same(self.subject, subject))
        return found or ALL


def bound(schema: Schema, kpi: Kpi, measure: Measure, level: str, split: Any = None) -> Bound:
    """Tie a measure of a figure to its date and to the subject of a level."""
    binding = kpi.bind.get(measure.entity, Binding())
    day = measure.on or (binding.date.tree if binding.date else None)
    only = _split_condition(schema, kpi, measure, split) if split is not None else None
    return Bound(measure, day, _subject(schema, kpi, measure, level, day), only)


def by_month(schema: Schema, day: Typed | None) -> bool:
    """Whether rows are dated by a field that says a month and no day."""
    if not isinstance(day, Path) or not day.steps:
        return False
    last = day.steps[-1]
    declared = schema.entities[last.entity].fields.get(last.field)
    return declared is not None and declared.type == "month"


def _subject(
    schema: Schema, kpi: Kpi, measure: Measure, level: str, day: Typed | None
) -> Typed | None:
    people, binding = schema.people, kpi.bind.get(measure.entity, Binding())
    if level == "company":
        return None
    person = measure.by or (binding.employee.tree if binding.employee else None)
    if level == "employee":
        if person is None:
            raise Unbound(measure.entity)
        return person
    if binding.as_of_event:
        if people is None or people.assignments is None or not isinstance(person, Path):
            raise Unbound(measure.entity)
        return department_then(people, people.assignments, person, day)
    if binding.department:
        return binding.department.tree
    return home_of(schema, kpi, measure, None)


def home_of(schema: Schema, kpi: Kpi, measure: Measure, day: date | None) -> Typed:
    """The department that a row's person has on a day, or today, whatever the row itself says."""
    people, binding = schema.people, kpi.bind.get(measure.entity, Binding())
    person = measure.by or (binding.employee.tree if binding.employee else None)
    if people is None or not people.department or not isinstance(person, Path):
        raise Unbound(measure.entity)
    if day is not None and people.assignments is not None:
        return department_then(people, people.assignments, person, Literal(DATE, _SPAN, day))
    step = Step(people.entity, people.department)
    return replace(person, steps=(*person.steps, step), kind=link(""))


def _split_condition(schema: Schema, kpi: Kpi, measure: Measure, value: Any) -> Typed:
    declared = schema.entities[measure.entity].fields[kpi.split]
    path = Path(declared.kind, _SPAN, "row", 0, measure.entity, (Step(measure.entity, kpi.split),))
    return compared("eq", path, Literal(declared.kind, _SPAN, value))


def inside(inner: Bound, outer: Bound) -> bool:
    """Whether each row of an aggregate is plainly one of another's, too: it asks for more."""
    alike = (inner.entity, inner.date, inner.subject) == (outer.entity, outer.date, outer.subject)
    return alike and _asked(outer.predicate()) <= _asked(inner.predicate())


def _asked(condition: Typed | None) -> frozenset[Typed]:
    """The conditions that must all hold."""
    if isinstance(condition, Apply) and condition.name == "and":
        return frozenset().union(*map(_asked, condition.arguments))
    return frozenset() if condition is None else frozenset((condition,))


def both(left: Typed | None, right: Typed | None) -> Typed | None:
    """Two conditions that must hold together; None is no condition."""
    if left is None or right is None:
        return left or right
    return Apply(BOOLEAN, _SPAN, "and", (left, right))


def either(conditions: tuple[Typed, ...]) -> Typed:
    """Conditions of which one must hold."""
    return conditions[0] if len(conditions) == 1 else Apply(BOOLEAN, _SPAN, "or", conditions)


def without(condition: Typed, excluded: Typed) -> Typed:
    """What meets the one condition and not the other."""
    return Apply(BOOLEAN, _SPAN, "and", (condition, Apply(BOOLEAN, _SPAN, "not", (excluded,))))


def compared(operator: str, left: Typed, right: Typed) -> Typed:
    """A comparison of two typed values."""
    return Apply(BOOLEAN, _SPAN, operator, (left, right))


def same(subject: Typed, id: int | None) -> Typed:
    """Whether a row belongs to a subject; None asks for rows that belong to nobody."""
    if id is None:
        return Apply(BOOLEAN, _SPAN, "is_empty", (subject,))
    return compared("eq", subject, Literal(subject.kind, _SPAN, id))


def moment(kind: Kind, day: date) -> Literal:
    """The beginning of a day, as a date or a date and time is compared with it."""
    return Literal(
        kind, _SPAN, datetime.combine(day, time()) if kind.name == DATETIME.name else day
    )
