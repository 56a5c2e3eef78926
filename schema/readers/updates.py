"""What a transition changes in the records that its own record links to."""

from __future__ import annotations

from collections.abc import Mapping

from language import say
from schema.building import Building
from schema.objects import Entity, Grant, Role, Transition
from schema.parts import Named, Part
from schema.readers.permissions import closure
from schema.readers.written import values_written
from schema.source import Scalar
from schema.values import Formula


def updates_of(building: Building, entity: str, part: Part) -> dict[str, dict[str, Formula]]:
    """By link the fields of the linked record, and what a transition writes into them."""
    written = part.get("update") or Named({}, {})
    found = {}
    for link in written:
        target = _target(building, entity, Scalar(link, written.places[link]))
        if target:
            found[link] = values_written(building, entity, target, written[link], "update")
    return found


def _target(building: Building, entity: str, word: Scalar) -> str:
    """The entity that a link leads to, or nothing after a problem was noted."""
    fields = building.fields_of(entity)
    links = [name for name, field in fields.items() if field.text("type") == "link"]
    if word.text in fields and word.text not in links:
        message = say(
            '"{word}" leads to no record, so nothing there can be changed.', word=word.text
        )
        building.add(
            "E506", message, say("Name a link: {links}.", links=say(", ").join(links)), word.span
        )
    elif building.known(word, say('link of "{entity}"', entity=entity), links, "E506"):
        return fields[word.text].text("to")
    return ""


def check_updates(
    building: Building, entities: Mapping[str, Entity], roles: Mapping[str, Role]
) -> None:
    """Note transitions of which no presser may change what they change elsewhere."""
    for entity in entities.values():
        for transition in entity.workflow.transitions.values() if entity.workflow else ():
            for link in transition.update:
                target = entities.get(entity.fields[link].to)
                if target and not _anybody(transition, target, entities, roles):
                    message = say(
                        '"{transition}" changes "{target}", and none of {by} may.',
                        transition=transition.name,
                        target=target.name,
                        by=say(", ").join(transition.by),
                    )
                    hint = say('Grant "update" of "{target}" to one of them.', target=target.name)
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
