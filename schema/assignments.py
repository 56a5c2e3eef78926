"""The department that a person had on a day, as a typed tree over the rows that record it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from formula.inward import inward
from formula.kinds import BOOLEAN, DATE, DAYS, link
from formula.tree import Apply, Children, Literal, Path, Span, Step, Typed
from schema.objects import Assignments, People

AS_OF_EVENT = "as_of_event"
_SPAN = Span(0, 0)
_ANY_DAY = date(2000, 1, 1)
"""Counted from the days of assignments to this one, the earliest comes last."""


def department_then(
    people: People, assignments: Assignments, person: Path, day: Typed | None
) -> Typed:
    """The department of a row's person on the row's day; without one, the present department.

    It is what the newest assignment says that began by then, else what the first later one
    says that the person left, else the present one. What an assignment leaves empty it does
    not say.
    """
    kind = assignments.department.kind
    step = Step(people.entity, people.department)
    present = replace(person, steps=(*person.steps, step), kind=kind)
    if day is None:
        return present
    then, since = inward(day), assignments.since
    mine = _said("eq", assignments.person, inward(person))
    begun = _said("le", since, then)
    found = [_recorded(assignments, assignments.department, since, mine, begun)]
    if assignments.before is not None:
        backwards = Apply(DAYS, _SPAN, "days_between", (since, Literal(DATE, _SPAN, _ANY_DAY)))
        later = _said("gt", since, then)
        found.append(_recorded(assignments, assignments.before, backwards, mine, later))
    return Apply(kind, _SPAN, "coalesce", (*found, present))


def department_of_record(people: People, assignments: Assignments, day: date) -> Typed:
    """The department on a day of a person, said from the person's own record."""
    itself = Path(link(people.entity), _SPAN, "row", 0, people.entity, ())
    return department_then(people, assignments, itself, Literal(DATE, _SPAN, day))


def _recorded(
    assignments: Assignments, department: Path, order: Typed, *conditions: Typed
) -> Typed:
    """What the last of the fitting assignments says, the last in an order."""
    counts = (assignments.when.tree,) if assignments.when else ()
    where = _all(*conditions, _said("is_not_empty", department), *counts)
    return Children(department.kind, _SPAN, "last", assignments.of, "", department, where, order)


def _said(operator: str, *values: Typed) -> Typed:
    return Apply(BOOLEAN, _SPAN, operator, values)


def _all(first: Typed, *more: Typed) -> Typed:
    for each in more:
        first = _said("and", first, each)
    return first
