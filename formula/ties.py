"""Which dates and people the aggregates of a figure go by, as far as they agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from types import MappingProxyType

from formula.bindings import measures
from formula.tree import Measure, Typed
from language import say

Bind = Mapping[str, tuple[Typed | None, Typed | None]]
"""The date and the person of each entity, for aggregates that name none."""
NO_BIND: Bind = MappingProxyType({})
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ties:
    """The date and the person of each entity in words, where all its aggregates agree.

    Where they do not, the entity is left out and `own` has the words of each aggregate.
    """

    dates: Words = attribute(default_factory=dict)
    people: Words = attribute(default_factory=dict)
    own: Mapping[Measure, tuple[str, ...]] = attribute(default_factory=dict)

    def marks(self, measure: Measure) -> tuple[str, ...]:
        """What an aggregate must say of itself, because others of its entity differ."""
        return self.own.get(measure, ())


def ties_of(tree: Typed, bind: Bind, spoken: Callable[[Typed], str]) -> Ties:
    """The dates and people of a figure's aggregates; `spoken` says a path."""
    dates: dict[Measure, str] = {}
    people: dict[Measure, str] = {}
    for measure in measures(tree):
        date, person = bind.get(measure.entity, (None, None))
        date, person = measure.on or date, measure.by or person
        dates[measure] = spoken(date) if date is not None else ""
        people[measure] = spoken(person) if person is not None else ""
    common_dates, common_people = _common(dates), _common(people)
    own: dict[Measure, tuple[str, ...]] = {}
    for measure in dates:
        marks = []
        if measure.entity not in common_dates:
            marks.append(_dated(dates[measure]))
        if measure.entity not in common_people and people[measure]:
            marks.append(say("credited to {people}", people=people[measure]))
        own[measure] = tuple(marks)
    return Ties(common_dates, common_people, own)


def _dated(words: str) -> str:
    """Which month a row counts in."""
    return say("by month of {dates}", dates=words) if words else say("as it stands today")


def _common(words: Mapping[Measure, str]) -> Words:
    """The words of each entity whose aggregates all have the same."""
    found: dict[str, set[str]] = {}
    for measure, said in words.items():
        found.setdefault(measure.entity, set()).add(said)
    return {entity: said.pop() for entity, said in found.items() if len(said) == 1}
