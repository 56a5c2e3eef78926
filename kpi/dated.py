"""Dated settings as a period sees them: every value is the one of its last day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from formula.evaluate import Context
from formula.reads import figures_read
from formula.tree import Given, Measure, Typed
from kpi.period import Period
from kpi.rollup import own_parts
from records.actor import SYSTEM
from records.packing import packed
from records.rulebook import LazyMapping, Rulebook
from schema.indicators import Kpi
from schema.questions import settings_behind


def context_of(rulebook: Rulebook, period: Period, context: Context | None = None) -> Context:
    """What formulas about a period may ask: the settings are those of its last day."""
    known = rulebook.context(SYSTEM) if context is None else context
    return replace(known, setting=LazyMapping(lambda: rulebook.settings_on(period.last_day)))


def with_settings(rulebook: Rulebook, measure: Measure, period: Period) -> Measure:
    """A measure with the settings of a period's last day, where they are not those of today.

    Measures that read the same values are equal, so that they share a column.
    """
    if not rulebook.dated_behind(measure):
        return measure
    return replace(
        measure,
        value=_held(rulebook, measure.value, period),
        where=_held(rulebook, measure.where, period),
    )


def _held(rulebook: Rulebook, tree: Typed | None, period: Period) -> Typed | None:
    keys = sorted(rulebook.dated_behind(tree)) if tree is not None else ()
    if tree is None or not keys:
        return tree
    then, now = rulebook.settings_on(period.last_day), rulebook.settings
    differing = tuple((key, then[key]) for key in keys if then[key] != now[key])
    return Given(tree.kind, tree.span, tree, differing) if differing else tree


def settings_of(rulebook: Rulebook, kpi: Kpi, period: Period) -> dict[str, dict[str, Any]]:
    """The values of settings that a figure is made with, by its own periods in a period."""
    found = {part.key: _read(rulebook, kpi, part) for part in own_parts(kpi, period)}
    return {key: values for key, values in found.items() if values}


def formulas_of(rulebook: Rulebook, kpi: Kpi, period: Period) -> Iterator[Typed]:
    """The formula of a figure in a period, and of each figure that it names, each once."""
    seen: set[str] = set()
    waiting = [kpi.name]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            tree = rulebook.schema.kpis[name].in_force(period.last_month).formula.tree
            yield tree
            waiting += figures_read(tree)


def _read(rulebook: Rulebook, kpi: Kpi, part: Period) -> dict[str, Any]:
    keys: set[str] = set()
    for tree in formulas_of(rulebook, kpi, part):
        keys |= settings_behind(rulebook.schema.entities, tree)
    values = rulebook.settings_on(part.last_day) if keys else {}
    return {key: packed(values[key]) for key in sorted(keys)}
