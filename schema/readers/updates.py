"""What a transition changes in the records that its own record links to."""

from __future__ import annotations

from collections.abc import Mapping

from schema.building import Building
from schema.objects import Entity, Grant, Role, Transition
from schema.parts import Named, Part
from schema.readers.permissions import closure
from schema.source import Scalar
from schema.types import NEVER_GIVEN
from schema.values import Formula


def updates_of(building: Building, entity: str, part: Part) -> dict[str, dict[str, Formula]]:
    """By link the fields of the linked record, and what a transition writes into them."""
    written = part.get("update") or Named({}, {})
    found = {}
    for link in written:
        target = _target(building, entity, Scalar(link, written.places[link]))
        if target:
            found[link] = _values(building, entity, target, written[link])
    return found


def _target(building: Building, entity: str, word: Scalar) -> str:
    """The entity that a link leads to, or nothing after a problem was noted."""
    fields = building.fields_of(entity)
    links = [name for name, field in fields.items() if field.text("type") == "link"]
    if word.text in fields and word.text not in links:
        message = f'"{word.text}" leads to no record, so nothing there can be changed.'
        building.add("E506", message, f"Name a link: {', '.join(links)}.", word.span)
    elif building.known(word, f'link of "{entity}"', links, "E506"):
        return fields[word.text].text("to")
    return ""


def _values(building: Building, entity: str, target: str, named: Named) -> dict[str, Formula]:
    """The formulas, seen from the transition's own record, by field of the target."""
    found = {}
    for name, written in named.items():
        field = _field(building, target, Scalar(name, named.places[name]))
        kind = building.scope.fields(target).get(name)
        if field is None or kind is None:
            continue
        value = building.value(written, field.text("type"), kind, entity)
        if value is not None:
            found[name] = value
    return found


def _field(building: Building, target: str, word: Scalar) -> Part | None:
    """The field that is written, or None after a problem was noted."""
    part, fields = building.entities.get(target), building.fields_of(target)
    workflow = part.get("workflow") if part else None
    field = fields.get(word.text)
    if workflow is not None and word.text == workflow.text("field", "state"):
        message = f'Only its own buttons change "{word.text}" of "{target}".'
        building.add("E505", message, f'Leave "{word.text}" out of "update".', word.span)
    elif field is None:
        building.known(word, f'field of "{target}"', fields, "E504")
    elif field.get("formula") is not None or field.text("type") in NEVER_GIVEN:
        message = f'"{word.text}" is given by the engine, so nobody can update it.'
        building.add("E505", message, f'Leave "{word.text}" out of "update".', word.span)
    else:
        return field
    return None


def check_updates(
    building: Building, entities: Mapping[str, Entity], roles: Mapping[str, Role]
) -> None:
    """Note transitions of which no presser may change what they change elsewhere."""
    for entity in entities.values():
        for transition in entity.workflow.transitions.values() if entity.workflow else ():
            for link in transition.update:
                target = entities.get(entity.fields[link].to)
                if target and not _anybody(transition, target, entities, roles):
                    message = (
                        f'"{transition.name}" changes "{target.name}", and none of '
                        f"{', '.join(transition.by)} may."
                    )
                    hint = f'Grant "update" of "{target.name}" to one of them.'
                    building.add("E507", message, hint, transition.span)


def _anybody(
    transition: Transition,
    target: Entity,
    entities: Mapping[str, Entity],
    roles: Mapping[str, Role],
) -> bool:
    """Whether a role of those that press may update; who an owner is, nobody knows yet."""
    if transition.by_people or not set(transition.by) <= roles.keys():
        return True
    inherits = target.parent in entities and not target.grants
    grants = entities[target.parent].grants if inherits else target.grants
    return any(_grants(role, grants, roles) for role in transition.by)


def _grants(role: str, grants: Mapping[str, Grant], roles: Mapping[str, Role]) -> bool:
    return any(name in grants and "update" in grants[name].actions for name in closure(role, roles))
