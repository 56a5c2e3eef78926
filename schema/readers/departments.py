"""The department of the day: who recorded it, and the figures that go by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from formula import kinds
from formula.inward import aggregates
from formula.kinds import Kind
from formula.reads import asks_who
from formula.tree import Measure, Path, Step
from formula.tree import Span as Piece
from language import say
from schema.assignments import AS_OF_EVENT, department_then
from schema.building import Building
from schema.indicators import Binding
from schema.objects import Assignments, People
from schema.parts import Part
from schema.problems import unknown
from schema.source import Scalar
from schema.values import Formula

FOLLOWED = ("recompute", "last")
"""How the department's value comes from rows; elsewhere from its people's values of today."""
EXAMPLE = "people: {…, assignments: {of: transfer, person: employee, department: to, from: day}}"


def read_assignments(
    building: Building, written: Part | None, people: People | None
) -> People | None:
    """The people with the entity that records their departments, if one is declared."""
    part = written.get("assignments") if written is not None else None
    if people is None or part is None or people.entity not in building.scope.by_entity:
        return people
    found = _assignments(building, part, people)
    if found is None:
        building.findings.broken.add(AS_OF_EVENT)
    return replace(people, assignments=found)


def _assignments(building: Building, part: Part, people: People) -> Assignments | None:
    """The assignments, or None after a problem was noted."""
    of = part.get("of")
    if of is None or not building.known(of, say("entity"), building.scope.entities(), "E843"):
        return None
    home = building.scope.fields(people.entity).get(people.department)
    if home is None or home.name != "link":
        message = say("Assignments say which department a person has, and people have none.")
        building.add("E843", message, say("Declare people: {department: …}."), part.span)
        return None
    person, department, since, before = (
        _field(building, part, key, of.text, kind)
        for key, kind in (
            ("person", kinds.link(people.entity)),
            ("department", kinds.link(home.entity)),
            ("from", kinds.DATE),
            ("before", kinds.link(home.entity)),
        )
    )
    when = building.condition(part.get("when"), of.text)
    if when is not None and asks_who(when.tree):
        message = say('"{when}" differs from reader to reader, and figures do not.', when=when.text)
        building.add("E843", message, say("Say which records count without me."), when.span)
    if person is None or department is None or since is None:
        return None
    posts = _pair(building, part, of.text, "position", people.position, people.entity)
    bosses = _pair(building, part, of.text, "superior", people.superior, people.entity)
    return Assignments(of.text, person, department, since, before, when, *posts, *bosses)


SAID = {"position": "post", "superior": "superior"}
"""What else of people assignments may say, in words."""


def _pair(
    building: Building, part: Part, of: str, key: str, field: str, people: str
) -> tuple[Path | None, Path | None]:
    """The post or superior that a person gets and the one left, of the kind that people's are."""
    kind = building.scope.fields(people).get(field)
    if kind is not None:
        after, before = (_field(building, part, name, of, kind) for name in (key, f"{key}_before"))
        return after, before
    written = part.get(key) or part.get(f"{key}_before")
    if written is not None:
        message = say(
            "Assignments say which {what} a person has, and people have none.", what=say(SAID[key])
        )
        building.add("E843", message, say("Declare people: {{{key}: …}}.", key=key), written.span)
    return None, None


def _field(building: Building, part: Part, key: str, entity: str, kind: Kind) -> Path | None:
    """One field of the assignments or a path from them, from their row."""
    word = part.get(key)
    if word is None:
        return None
    found = building.formula(word, entity) if "." in word.text else None
    if found is not None and found.tree.kind == kind and isinstance(found.tree, Path):
        return found.tree
    fields = building.scope.fields(entity)
    fitting = tuple(name for name, each in fields.items() if each == kind)
    if word.text in fitting:
        return Path(kind, Piece(0, 0), "row", 0, entity, (Step(entity, word.text),))
    if word.text not in building.findings.broken:
        wanted = say('link to "{entity}"', entity=kind.entity) if kind.entity else say(kind.name)
        building.findings.add(
            "E843",
            unknown(
                word.text, say('{wanted} of "{entity}"', wanted=wanted, entity=entity), fitting
            ),
            word.span,
        )
    return None


def by_event(building: Building, word: Scalar, people: People | None, binding: Binding) -> Binding:
    """A binding that goes by the department of the day, if anything records that."""
    if people is None or people.assignments is None:
        if AS_OF_EVENT not in building.findings.broken:
            message = say(
                '"{word}" needs to know when people changed their department.', word=AS_OF_EVENT
            )
            building.add("E842", message, say("Declare {example}.", example=EXAMPLE), word.span)
        return binding
    person, day = (each.tree if each else None for each in (binding.employee, binding.date))
    if not isinstance(person, Path) or (day is not None and aggregates(day)):
        return replace(binding, as_of_event=True)
    tree = department_then(people, people.assignments, person, day)
    shown = Formula(word.text, tree, word.span)
    return replace(binding, department=shown, as_of_event=True)


def check_by_event(
    building: Building, part: Part, bind: Mapping[str, Binding], measured: Iterable[Measure]
) -> None:
    """Note a figure that cannot follow its people's departments from day to day."""
    for entity, binding in bind.items():
        if not binding.as_of_event:
            continue
        place = part.get("bind")[entity].get("department").span
        own = binding.date.tree if binding.date else None
        days = [m.on or own for m in measured if m.entity == entity]
        rollup, subject = part.get("rollup", "recompute"), part.get("subject", "employee")
        if any(day is None for day in days):
            message = say(
                '"{word}" needs the day of each row of "{entity}".', word=AS_OF_EVENT, entity=entity
            )
            building.add("E844", message, say("Bind a date, too."), place)
        elif any(aggregates(day) for day in days if day is not None):
            message = say(
                '"{word}" cannot follow a day that is looked up in other rows.', word=AS_OF_EVENT
            )
            building.add(
                "E844", message, say("Make the day a computed field and bind that."), place
            )
        elif subject == "employee" and rollup not in FOLLOWED:
            message = say(
                '"rollup: {rollup}" makes departments from the people who are in them now.',
                rollup=rollup,
            )
            building.add(
                "E844", message, say("Leave out {word}, or the rollup.", word=AS_OF_EVENT), place
            )
