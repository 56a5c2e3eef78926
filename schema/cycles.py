"""Computed fields and figures that need themselves."""

from __future__ import annotations

from collections.abc import Mapping

from formula.faults import MESSAGES
from formula.reads import cycle, fields_read
from language import say
from schema.building import Building
from schema.objects import Entity, Field

CODE = "E660"
HINT = "Let one of them be without the other."


def check_cycles(building: Building, entities: Mapping[str, Entity]) -> None:
    """Note computed fields that go in a circle, by way of whatever links and lines."""
    computed = {
        (entity.name, field.name): field
        for entity in entities.values()
        for field in entity.fields.values()
        if field.formula
    }
    needs = {_name(*key): _needed(field, computed) for key, field in computed.items()}
    by_name = {_name(*key): field for key, field in computed.items()}
    while circle := cycle(needs):
        _report(building, circle, by_name[circle[0]])
        needs = {name: needed for name, needed in needs.items() if name not in circle}


def _needed(field: Field, computed: Mapping[tuple[str, str], Field]) -> list[str]:
    """The other computed fields that a computed field reads."""
    read = fields_read(field.formula.tree) if field.formula else frozenset()
    return sorted(_name(*key) for key in read if key in computed)


def _name(entity: str, field: str) -> str:
    """A field as a message names it."""
    return f"{entity}.{field}"


def _report(building: Building, circle: tuple[str, ...], field: Field) -> None:
    """Note one circle at its first field."""
    message = say(MESSAGES[CODE], cycle=" -> ".join(circle))
    building.add(CODE, message, say(HINT), field.formula.span if field.formula else field.span)
