"""Roles, and what each includes."""

from __future__ import annotations

from collections.abc import Mapping

from language import say
from schema.building import Building, texts
from schema.objects import Role
from schema.parts import Part
from schema.values import Label


def read_roles(building: Building, parts: Mapping[str, Part]) -> dict[str, Role]:
    """Every role of the rulebook; none includes itself, not even by way of others."""
    roles = {name: _role(building, part) for name, part in parts.items()}
    for name, part in parts.items():
        cycle = _cycle(name, roles)
        if cycle and name == min(cycle):
            message = say(
                "Roles include each other: {cycle}.", cycle=" -> ".join((*cycle, cycle[0]))
            )
            building.add("E404", message, say('Leave out one of the "includes".'), part.span)
    return roles


def _role(building: Building, part: Part) -> Role:
    """One role."""
    label = part.get("label") or Label({"zh_CN": part.name})
    for included in part.get("includes", ()):
        building.role(included)
    return Role(part.name, label, texts(part.get("includes", ())), part.span)


def _cycle(start: str, roles: Mapping[str, Role]) -> tuple[str, ...]:
    """The way from a role back to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for included in roles[way[-1]].includes if way[-1] in roles else ():
            if included == start:
                return way
            if included not in seen:
                seen.add(included)
                ways.append((*way, included))
    return ()
