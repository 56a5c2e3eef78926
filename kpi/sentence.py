"""What a figure's formula says, as a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import language
from formula.explain import explain
from formula.ties import Bind
from kpi.period import Period
from language import say
from records.rulebook import Rulebook
from records.showing import shown
from schema.indicators import Kpi, Scorecard
from schema.objects import Schema
from schema.types import STATE_LABEL, SYSTEM_LABELS
from schema.values import Label


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a rulebook as sentences ask for them, and its settings' values.

    They are the present ones, or those of the last day of a `period`. Of a `card` also what
    people rate has a label.
    """

    schema: Schema
    settings: Mapping[str, Any]
    period: Period | None = None
    card: Scorecard | None = None

    def entity(self, entity: str) -> str:
        """An entity's label."""
        return worded(self.schema.entities[entity].label)

    def field(self, entity: str, field: str) -> str:
        """A field's label; the state and the system's own fields have theirs."""
        declared = self.schema.entities[entity]
        if field in declared.fields:
            return worded(declared.fields[field].label)
        if declared.workflow is not None and field == declared.workflow.field:
            return worded(STATE_LABEL)
        return worded(SYSTEM_LABELS[field]) if field in SYSTEM_LABELS else field

    def option(self, entity: str, field: str, key: str) -> str:
        """What an option or a state is called; another text is what it is."""
        declared = self.schema.entities[entity]
        workflow = declared.workflow
        if workflow is not None and field == workflow.field and key in workflow.states:
            return worded(workflow.states[key].label)
        options = declared.fields[field].options if field in declared.fields else {}
        return worded(options[key]) if key in options else key

    def setting(self, key: str) -> str:
        """A setting's label."""
        return worded(self.schema.settings[key].field.label)

    def setting_option(self, key: str, option: str) -> str:
        """What an option of a setting is called."""
        options = self.schema.settings[key].field.options
        return worded(options[option]) if option in options else option

    def setting_value(self, key: str) -> str:
        """What a setting is."""
        field, value = self.schema.settings[key].field, self.settings.get(key)
        if isinstance(value, str) and field.options:
            return say("“{a}”", a=self.setting_option(key, value))
        return shown(field, value) or say("nothing")

    def setting_when(self, key: str) -> str:
        """The period whose value it is, of a setting that may have another one by now."""
        dated = self.period is not None and self.schema.settings[key].dated
        return self.period.label if self.period and dated else ""

    def figure(self, name: str) -> str:
        """A figure's label, or that of an item of the card which people rate."""
        items = self.card.items if self.card else ()
        rated = next((item.label for item in items if item.manual == name and item.label), None)
        return worded(rated or self.schema.kpis[name].label)

    def role(self, name: str) -> str:
        """A role's label."""
        return worded(self.schema.roles[name].label)


def worded(label: Label) -> str:
    """A declared text in the current language; traditional script is made where it is missing."""
    wanted = language.current()
    if wanted == "zh_TW" and not label.texts.get(wanted):
        return language.traditional(label.text())
    return label.text(wanted)


def sentence(rulebook: Rulebook, kpi: Kpi, locale: str = "", period: Period | None = None) -> str:
    """A figure's formula in words: what is counted, of which month and whose.

    Settings have the values that the figure of a period is made with, or their present ones.
    """
    settings = rulebook.settings_on(period.last_day) if period else rulebook.settings
    names = Labels(rulebook.schema, settings, period)
    return explain(kpi.formula.tree, names, locale or language.current(), bind_of(kpi))


def bind_of(kpi: Kpi) -> Bind:
    """The date and the person that a figure declares for each entity, as far as it is anybody's."""
    found = {}
    for entity, binding in kpi.bind.items():
        person = None if kpi.subject == "company" else binding.employee or binding.department
        date, whose = (each.tree if each else None for each in (binding.date, person))
        found[entity] = (date, whose)
    return found
