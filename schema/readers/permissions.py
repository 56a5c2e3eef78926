"""Grants: which role may do what with which records of an entity."""

from __future__ import annotations

from collections.abc import Mapping

from language import say
from schema.building import Building
from schema.objects import Grant, Role
from schema.parts import Part
from schema.source import Scalar
from schema.values import Formula

ALWAYS = frozenset({"all", "true"})
NEEDS_READ = ("update", "delete", "restore", "export", "print")


def read_grants(building: Building, entity: str, part: Part) -> dict[str, Grant]:
    """The grants of an entity by role."""
    grants = {}
    for role, written in part.get("permissions", {}).items():
        if building.role(Scalar(role, written.span)):
            actions = {action: _extent(building, entity, scalar)
                       for action, scalar in written.values.items()}  # fmt: skip
            kept = {action: extent for action, extent in actions.items() if extent is not None}
            grants[role] = Grant(role, kept, written.span)
    return grants


def _extent(building: Building, entity: str, written: Scalar) -> bool | Formula | None:
    """All records, or those of a condition; None when there is no telling."""
    if written.text in ALWAYS:
        return True
    if written.text in {"false", "none", "no"}:
        message = say(
            '"{written}" is not a grant: what is not granted is refused.', written=written.text
        )
        building.add("E402", message, say("Leave the action out."), written.span)
        return None
    return building.condition(written, entity)


def check_readable(
    building: Building, grants: Mapping[str, Grant], roles: Mapping[str, Role]
) -> None:
    """Note roles that may change records of an entity but see none of them."""
    for role, grant in grants.items():
        held = [grants[name] for name in closure(role, roles) if name in grants]
        blind = [action for action in NEEDS_READ if action in grant.actions]
        if blind and not any("read" in other.actions for other in held):
            message = say(
                '"{role}" may {action} records that it may not read.', role=role, action=blind[0]
            )
            building.add("E405", message, say('Add "read: …" to the role.'), grant.span)


def closure(role: str, roles: Mapping[str, Role]) -> frozenset[str]:
    """A role and every role that it includes, however far down."""
    found: set[str] = set()
    waiting = [role]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += roles[name].includes if name in roles else ()
    return frozenset(found)
