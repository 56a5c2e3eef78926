"""A figure's examples as a reader sees them: the rows that are given, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from admin import visit
from admin.words import text
from language import say
from schema.examples import COMPANY, Known, KpiExample, Row
from schema.indicators import Kpi
from schema.objects import Entity
from schema.types import SYSTEM_LABELS

WORDS: Mapping[str, str] = {
    "none": "no value",
    "no_data": "no data",
    "not_applicable": "not applicable",
    "met": "met",
    "unmet": "missed",
    "open": "no verdict",
}
"""The words of the YAML that stand for no value and for verdicts, as screens say them."""


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One example: what it shows, its period, its rows by entity, what comes out."""

    name: str
    period: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    results: tuple[str, ...]


def examples(kpi: Kpi) -> tuple[ExampleLine, ...]:
    """The examples of a figure, in the order in which they are declared."""
    return tuple(_line(kpi, test) for test in kpi.tests)


def _line(kpi: Kpi, test: KpiExample) -> ExampleLine:
    found: dict[str, list[str]] = {}
    for row in test.rows:
        found.setdefault(row.entity, []).append(_row(row))
    if test.settings:
        found[""] = [_settings(test.settings)]
    rows = tuple((_entity_label(entity), tuple(rows)) for entity, rows in found.items())
    return ExampleLine(text(test.name), test.period, rows, tuple(_results(test)))


def _settings(given: Mapping[str, Any]) -> str:
    """The settings of an example."""
    declared = visit.rulebook().schema.settings
    pairs = ((declared[key].field, value) for key, value in given.items())
    return say(", ").join(f"{text(field.label)} {_value(field, value)}" for field, value in pairs)


def _entity_label(entity: str) -> str:
    return text(visit.rulebook().entity(entity).label) if entity else say("Settings")


def _row(row: Row) -> str:
    """A row's fields and values in one line."""
    entity = visit.rulebook().entity(row.entity)
    said = [f"{_label(entity, name)} {_value(entity.fields.get(name), value)}"
            for name, value in row.values.items()]  # fmt: skip
    return say(", ").join([row.key, *said] if row.key else said) or say("a record")


def _label(entity: Entity, name: str) -> str:
    field = entity.fields.get(name)
    return text(field.label if field else SYSTEM_LABELS.get(name))


def _value(field: Any, value: Any) -> str:
    """A given value in words."""
    if isinstance(value, tuple):
        return say("; ").join(_value(field, each) for each in value)
    if isinstance(value, Row):
        return f"({_row(value)})"
    if isinstance(value, Known):
        return value.key
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m}" if field and field.type == "month" else f"{value:%Y-%m-%d}"
    options = field.options if field else {}
    return (
        text(options[value]) if value in options else say("empty") if value is None else str(value)
    )


def _results(test: KpiExample) -> Iterable[str]:
    """What comes out for each subject, the target and the verdicts."""
    for who, wanted in test.expect.items():
        found = say(WORDS[wanted.text]) if wanted.text in WORDS else wanted.text
        yield f"{_subject(who)} {found}"
    if test.target:
        yield f"{say('Target')} {test.target.text}"
    for who, (verdict, _) in test.verdicts.items():
        yield f"{_subject(who)} {say(WORDS[verdict])}"


def _subject(who: str) -> str:
    return say("the company") if who == COMPANY else who
