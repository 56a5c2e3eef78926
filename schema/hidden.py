"""Figures that read what some of their readers may not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formula.tree import Path
from formula.walk import walk
from language import say
from schema.building import Building
from schema.indicators import Kpi
from schema.objects import Entity, Role
from schema.values import Formula

HINT = (
    'They learn the number without the field: let them read it, or name who may "view" the figure.'
)


def check_hidden(
    building: Building,
    kpis: Mapping[str, Kpi],
    entities: Mapping[str, Entity],
    roles: Mapping[str, Role],
) -> None:
    """Warn of each field of a figure that is hidden from a role which may open its rows."""
    held = {name: included(roles, name) for name in roles}
    for kpi in kpis.values():
        viewers = {name for name, has in held.items() if not kpi.view or has & set(kpi.view)}
        for formula, tree, entity, field in _fields(kpi):
            declared = entities[entity].fields.get(field) if entity in entities else None
            if declared is None or not declared.read:
                continue
            opening = {name for name in viewers if _reads(entities[entity], held[name])}
            hidden = sorted(name for name in opening if not held[name] & set(declared.read))
            if hidden:
                place = building.findings.inside(
                    formula.span, formula.text, tree.span.start, tree.span.end
                )
                message = say(
                    '"{field}" is hidden from roles that may open this figure: {roles}.',
                    field=field,
                    roles=say(", ").join(hidden),
                )
                building.add(
                    "W610",
                    message,
                    say(HINT),
                    place,
                )


def included(roles: Mapping[str, Role], name: str) -> frozenset[str]:
    """A role and every role whose grants it has, too."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        role = waiting.pop()
        if role in roles and role not in found:
            found.add(role)
            waiting.extend(roles[role].includes)
    return frozenset(found)


def _reads(entity: Entity, held: frozenset[str]) -> bool:
    """Whether a role may read some row of an entity."""
    return any(
        name in held and grant.actions.get("read", False) is not False
        for name, grant in entity.grants.items()
    )


def _fields(kpi: Kpi) -> Iterator[tuple[Formula, Path, str, str]]:
    """Every field that decides a figure's number, and where it is named."""
    bound = (
        formula
        for binding in kpi.bind.values()
        for formula in (binding.date, binding.employee, binding.department)
        if formula is not None
    )
    for formula in (*kpi.formulas, *bound):
        for node, _ in walk(formula.tree):
            if isinstance(node, Path):
                for step in node.steps:
                    yield formula, node, step.entity, step.field
