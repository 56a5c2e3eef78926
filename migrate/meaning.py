"""What a new rulebook means differently, beside tables and columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peewee

from language import say
from migrate.live import rows
from migrate.shape import Shape
from schema.load import TEMPLATES, read
from schema.objects import Entity, Field, Schema
from schema.problems import Problems

TEMPLATE_TYPES = {".html", ".css", ".txt"}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is new, gone or different on screens, in figures or on paper."""

    sign: str
    text: str

    def __str__(self) -> str:
        """The note as the plan prints it."""
        return f"{self.sign} {self.text}"


PARTS: tuple[tuple[str, Callable[[Schema], Mapping[str, Any]]], ...] = (
    ("role {name}", lambda schema: schema.roles),
    ("setting {name}", lambda schema: schema.settings),
    ("figure {name}", lambda schema: schema.kpis),
    ("board {name}", lambda schema: schema.dashboards),
    ("scorecard {name}", lambda schema: schema.scorecards),
    ("document {name}", lambda schema: schema.reports),
)
"""What a rulebook declares beside entities."""

ASPECTS: tuple[tuple[str, Callable[[Entity], Any]], ...] = (
    ("permissions of {name}", lambda entity: entity.grants),
    ("workflow of {name}", lambda entity: entity.workflow),
    ("checks of {name}", lambda entity: entity.checks),
    ("duties of {name}", lambda entity: entity.duties),
    ("list of {name}", lambda entity: entity.list),
    ("form of {name}", lambda entity: (entity.form, entity.title)),
)
"""What an entity says beside its fields."""


def texts_of(folder: str) -> dict[str, str]:
    """The files of a rulebook's folder, documents' templates included."""
    if not folder:
        return {}
    root = Path(folder)
    drawn = (file for file in (root / TEMPLATES).rglob("*") if file.suffix in TEMPLATE_TYPES)
    files = [*sorted(root.glob("*.yaml")), *sorted(drawn)]
    return {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in files}


def last_schema(database: peewee.Database, found: Shape) -> Schema | None:
    """The rulebook that was applied last, if its texts can still be read."""
    if "rb_schema" not in found.tables:
        return None
    last = rows(database, "SELECT texts FROM rb_schema ORDER BY id DESC LIMIT 1")
    texts = json.loads(last[0][0]) if last else {}
    prefix = f"{TEMPLATES}/"
    sheets = {n.removeprefix(prefix): t for n, t in texts.items() if n.startswith(prefix)}
    yaml = {name: text for name, text in texts.items() if not name.startswith(prefix)}
    try:
        return read(yaml, sheets) if yaml else None
    except Problems:
        # An older rulebook may not pass a newer reader; then there is nothing to compare.
        return None


def notes(before: Schema | None, after: Schema) -> tuple[Note, ...]:
    """Everything that a rulebook means differently from the one before."""
    if before is None:
        return ()
    found = [note for text, part in PARTS for note in compared(text, part(before), part(after))]
    for name in after.entities.keys() & before.entities.keys():
        found += entity_notes(before.entities[name], after.entities[name])
    return tuple(sorted(found, key=lambda note: note.text))


def compared(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Note]:
    """What is new, gone or different among things of one sort."""
    yield from (Note("+", say(text, name=name)) for name in after if name not in before)
    yield from (Note("-", say(text, name=name)) for name in before if name not in after)
    for name in after.keys() & before.keys():
        if after[name] != before[name]:
            yield Note("~", say(text, name=name))


def entity_notes(before: Entity, after: Entity) -> Iterator[Note]:
    """What an entity says differently."""
    for text, aspect in ASPECTS:
        if aspect(before) != aspect(after):
            yield Note("~", say(text, name=after.name))
    for name in after.fields.keys() & before.fields.keys():
        yield from field_notes(after.name, before.fields[name], after.fields[name])
    for name, field in after.fields.items():
        if name not in before.fields and field.formula is not None:
            yield Note("+", say("formula of {name}", name=f"{after.name}.{name}"))


def field_notes(entity: str, before: Field, after: Field) -> Iterator[Note]:
    """Whether a field is computed otherwise, or follows other rules."""
    if before == after:
        return
    computed = before.formula != after.formula
    text = "formula of {name}" if computed else "field {name}"
    yield Note("~", say(text, name=f"{entity}.{after.name}"))
