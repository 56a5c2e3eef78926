"""The department that a person had on a day, as a typed tree over the rows that record it."""

from __future__ import annotations

from dataclasses import replace

from formula.inward import inward
from formula.kinds import BOOLEAN
from formula.tree import Apply, Children, Path, Span, Step, Typed
from schema.objects import Assignments, People

AS_OF_EVENT = "as_of_event"
_SPAN = Span(0, 0)


def department_then(
    people: People, assignments: Assignments, person: Path, day: Typed | None
) -> Typed:
    """The department of a row's person on the row's day; without one, the present department.

    It is what the newest assignment says that began by then. Those without a department say
    nothing, and before the first one there is only the present department to go by.
    """
    kind = assignments.department.kind
    step = Step(people.entity, people.department)
    present = replace(person, steps=(*person.steps, step), kind=kind)
    if day is None:
        return present
    moved = Children(
        kind,
        _SPAN,
        "last",
        assignments.of,
        "",
        assignments.department,
        _all(
            _said("eq", assignments.person, inward(person)),
            _said("le", assignments.since, inward(day)),
            _said("is_not_empty", assignments.department),
            *((assignments.when.tree,) if assignments.when else ()),
        ),
        assignments.since,
    )
    return Apply(kind, _SPAN, "coalesce", (moved, present))


def _said(operator: str, *values: Typed) -> Typed:
    return Apply(BOOLEAN, _SPAN, operator, values)


def _all(first: Typed, *more: Typed) -> Typed:
    for each in more:
        first = _said("and", first, each)
    return first
