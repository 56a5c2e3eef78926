"""Figures whose rows would wander between periods with a dated setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formula.tree import Measure, Typed
from formula.walk import walk
from language import say
from schema.building import Building
from schema.indicators import Kpi
from schema.objects import Entity, SettingDeclaration
from schema.questions import settings_behind
from schema.values import Formula

HINT = "The period decides the setting's value: date and people must be known before it."


def check_dated(
    building: Building,
    kpis: Mapping[str, Kpi],
    entities: Mapping[str, Entity],
    settings: Mapping[str, SettingDeclaration],
) -> None:
    """Note each figure that reads a dated setting to learn when or whose a row is."""
    dated = {key for key, declared in settings.items() if declared.dated}
    for kpi in kpis.values() if dated else ():
        for formula, tree in _deciding(kpi):
            for key in sorted(settings_behind(entities, tree) & dated):
                place = building.findings.inside(
                    formula.span, formula.text, tree.span.start, tree.span.end
                )
                message = say(
                    'When or whose a row of "{kpi}" is depends on the dated "{key}".',
                    kpi=kpi.name,
                    key=key,
                )
                building.add("E833", message, say(HINT), place)


def _deciding(kpi: Kpi) -> Iterator[tuple[Formula, Typed]]:
    """What decides the period and the subject of a figure's rows, and where it is written."""
    for binding in kpi.bind.values():
        for formula in (binding.date, binding.employee, binding.department):
            if formula is not None:
                yield formula, formula.tree
    for formula in kpi.formulas:
        for node, _ in walk(formula.tree):
            if isinstance(node, Measure):
                yield from ((formula, tree) for tree in (node.on, node.by) if tree is not None)
