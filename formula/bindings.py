"""The date and the person that a figure's aggregates go by when nobody says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from formula.faults import Fault, FormulaError, fault, listed, quoted
from formula.kinds import link
from formula.scope import SYSTEM_PEOPLE, SYSTEM_STAMPS, Scope
from formula.tree import Apply, Bands, Measure, Path, Step, Typed
from language import say

OWNER = "owner"
"""The system's link to a person that a record falls back to."""


def bound(
    tree: Typed, scope: Scope, dated: Collection[str] = (), peopled: Collection[str] | None = ()
) -> Typed:
    """Give every aggregate its date and person, or raise FormulaError.

    An aggregate that says nothing takes the one date, and the one link to a person,
    that its entity declares; entities in `dated` and `peopled` are bound elsewhere and
    stay as they are. `peopled` None means that the figure is nobody's in particular.
    """
    faults: list[Fault] = []

    def completed(measure: Measure) -> Measure:
        """One aggregate with what it lacks."""
        entity = measure.entity
        on, by = measure.on, measure.by
        if on is None and entity not in dated:
            on = _only(dates(scope, entity), measure, scope, _date_fault, faults)
        if by is None and peopled is not None and entity not in peopled:
            by = _only(people(scope, entity), measure, scope, _person_fault, faults)
        return replace(measure, on=on, by=by)

    whole = _changed(tree, completed)
    if faults:
        raise FormulaError(faults)
    return whole


def dates(scope: Scope, entity: str) -> tuple[str, ...]:
    """The dates that an entity declares, without the system's own."""
    kinds = scope.fields(entity)
    named = ("date", "datetime")
    return tuple(
        name for name, kind in kinds.items() if kind.name in named and name not in SYSTEM_STAMPS
    )


def people(scope: Scope, entity: str) -> tuple[str, ...]:
    """The links to a person that an entity declares, else its owner."""
    kinds, person = scope.fields(entity), link(scope.person())
    found = tuple(
        name for name, kind in kinds.items() if kind == person and name not in SYSTEM_PEOPLE
    )
    return tuple(name for name in found if name != OWNER) or found


def measures(tree: Typed) -> Iterator[Measure]:
    """Every aggregate of a figure, in the order of its text."""
    if isinstance(tree, Measure):
        yield tree
    for part in _parts(tree):
        yield from measures(part)


def _parts(tree: Typed) -> tuple[Typed, ...]:
    """What a node of a figure is made of; aggregates are whole."""
    if isinstance(tree, Bands):
        results = (*(result for *_, result in tree.steps), tree.otherwise)
        return (tree.value, *(result for result in results if result is not None))
    return tree.arguments if isinstance(tree, Apply) else ()


def _changed(tree: Typed, change: Callable[[Measure], Measure]) -> Typed:
    """The figure with each of its aggregates changed."""
    if isinstance(tree, Measure):
        return change(tree)
    if isinstance(tree, Apply):
        return replace(tree, arguments=tuple(_changed(part, change) for part in tree.arguments))
    if isinstance(tree, Bands):
        steps = tuple((sign, limit, _changed(result, change)) for sign, limit, result in tree.steps)
        otherwise = tree.otherwise and _changed(tree.otherwise, change)
        return replace(tree, value=_changed(tree.value, change), steps=steps, otherwise=otherwise)
    return tree


def _only(
    names: tuple[str, ...],
    measure: Measure,
    scope: Scope,
    complain: Callable[[Measure, Scope, tuple[str, ...]], Fault],
    faults: list[Fault],
) -> Typed | None:
    """A path to the one field there is; else the fault is noted."""
    if len(names) != 1:
        faults.append(complain(measure, scope, names))
        return None
    entity, name = measure.entity, names[0]
    kind = scope.fields(entity)[name]
    return Path(kind, measure.span, "row", 0, entity, (Step(entity, name),))


def _date_fault(measure: Measure, scope: Scope, names: tuple[str, ...]) -> Fault:
    """Say that no date, or too many, could decide the period."""
    entity = quoted(measure.entity)
    if not names:
        hint = say("Say which date of a linked record: … on link.date.")
        return fault("E641", measure.span, hint, entity=entity)
    hint = say("Say which: {measure} on {date}).", measure=measure.text[:-1], date=names[0])
    words = {"count": len(names), "dates": listed(names)}
    return fault("E640", measure.span, hint, entity=entity, **words)


def _person_fault(measure: Measure, scope: Scope, names: tuple[str, ...]) -> Fault:
    """Say that no person, or too many, could decide whose figure it is."""
    entity, person = quoted(measure.entity), quoted(scope.person())
    if not names:
        hint = say("Say which link of a linked record: … by link.person.")
        return fault("E643", measure.span, hint, entity=entity, person=person)
    hint = say("Say which: {measure} by {link}).", measure=measure.text[:-1], link=names[0])
    words = {"count": len(names), "links": listed(names), "person": person}
    return fault("E642", measure.span, hint, entity=entity, **words)
