"""How fields are laid out: sections of a form or a record page, and a form's whole page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin.cells import NUMERIC
from admin.entry import Entry, EntryForm, width_of
from admin.entry_lines import LinesEntry, Row
from admin.words import text
from language import say
from records.record import Record
from records.refusals import FieldProblem
from schema.objects import Entity, Field, Transition

REST = "rest"
"""The name of the section for fields that the rulebook puts in none."""


@dataclass(frozen=True, slots=True)
class Group:
    """A section and those of its fields that somebody sees."""

    key: str
    label: str
    fields: tuple[Field, ...]


def groups(entity: Entity, fields: Iterable[Field], rest: Callable[[Field], bool]) -> list[Group]:
    """Fields by the sections of an entity; others follow at the end if `rest` wants them."""
    by_name = {field.name: field for field in fields}
    if not entity.form:
        return [Group("0", text(entity.label), tuple(by_name.values()))]
    found = [
        Group(
            str(place),
            text(section.label),
            tuple(by_name[n] for n in section.fields if n in by_name),
        )
        for place, section in enumerate(entity.form)
    ]
    placed = {name for section in entity.form for name in section.fields}
    others = tuple(f for f in by_name.values() if f.name not in placed and rest(f))
    return [group for group in [*found, Group(REST, say("More"), others)] if group.fields]


@dataclass(frozen=True, slots=True)
class Part:
    """A field on a form: an entry, or a value that is only shown."""

    name: str
    width: str
    entry: Entry | None = None
    label: str = ""
    shown: str = ""
    on_right: bool = False
    help: str = ""
    visible: bool = True


@dataclass(frozen=True, slots=True)
class FormSection:
    """A card of a form: fields, the tables of lines that follow, and the sums below those."""

    index: str
    label: str
    parts: tuple[Part, ...]
    tables: tuple[LinesEntry, ...]
    sums: tuple[Part, ...] = ()
    visible: bool = True

    @property
    def written(self) -> bool:
        """Whether anything can be written here."""
        return bool(self.tables) or any(part.entry for part in self.parts)


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of the summary of problems, leading to the place that it is about."""

    message: str
    label: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """Everything that the form's template draws."""

    heading: str
    entity_label: str
    sections: tuple[FormSection, ...]
    problems: tuple[Spot, ...]
    conditions_url: str
    back: str
    record: Record | None = None
    version: int = 0
    state: str = ""
    before: str = ""
    onward: tuple[Transition, ...] = ()
    begun: bool = False


def sections(
    entity: Entity,
    form: EntryForm,
    shown: Mapping[str, Part],
    states: Mapping[str, Any],
    new: bool,
) -> tuple[FormSection, ...]:
    """The cards of a form: what is written and what is only shown, in the declared order.

    A new record has no card in which nothing can be written.
    """
    entries = dict(form.entries())
    known = [f for f in entity.fields.values() if f.name in entries or f.name in shown]
    found = groups(entity, known, lambda f: f.name in entries and needed(f))
    cards = (_section(group, entries, shown, states) for group in found)
    return tuple(card for card in cards if not new or card.written)


def needed(field: Field) -> bool:
    """Whether a new record cannot do without somebody writing the field."""
    return field.required and field.default is None


def _section(
    group: Group, entries: Mapping[str, Any], shown: Mapping[str, Part], states: Mapping[str, Any]
) -> FormSection:
    tables = tuple(e for f in group.fields if isinstance(e := entries.get(f.name), LinesEntry))
    parts = tuple(
        shown[f.name] if f.name in shown else written(entries[f.name])
        for f in group.fields
        if not isinstance(entries.get(f.name), LinesEntry)
    )
    visible = any(part.entry.visible if part.entry else part.visible for part in parts)
    # Next to lines, a figure that is only shown is what the lines add up to.
    sums = tuple(part for part in parts if tables and part.on_right and not part.entry)
    above = tuple(part for part in parts if part not in sums)
    return FormSection(group.key, group.label, above, tables, sums, visible or not states)


def written(entry: Entry) -> Part:
    """A field that somebody may write."""
    return Part(entry.declared.name, entry.width, entry)


def only_shown(field: Field, words: str, said: Mapping[str, Any]) -> Part:
    """A field that somebody may only read."""
    return Part(
        field.name,
        width_of(field),
        label=text(field.label),
        shown=words,
        on_right=field.type in NUMERIC,
        help=text(field.help),
        visible=bool(said.get("visible", True)),
    )


def spots(entity: Entity, form: EntryForm, left: Sequence[FieldProblem]) -> tuple[Spot, ...]:
    """Every problem of a form in the order of its fields, those of the whole first."""
    whole = [Spot(problem.message, _label(entity, problem.path)) for problem in left]
    return (*whole, *(spot for _, entry in form.entries() for spot in _spots(entry)))


def _label(entity: Entity, path: str) -> str:
    field = entity.fields.get(path.partition(".")[0])
    return text(field.label) if field else ""


def _spots(entry: Any, before: str = "") -> Iterator[Spot]:
    if isinstance(entry, LinesEntry):
        yield from _table_spots(entry)
        return
    for message in entry.errors:
        yield Spot(message, before + entry.label.text, entry.id)


def _table_spots(lines: LinesEntry) -> Iterator[Spot]:
    for message in lines.errors:
        yield Spot(message, lines.label.text, lines.id)
    for row in lines.rows:
        yield from _row_spots(lines, row)


def _row_spots(lines: LinesEntry, row: Row) -> Iterator[Spot]:
    where = say("{label}, line {number}", label=lines.label.text, number=row.position)
    for message in row.problems:
        yield Spot(message, where, lines.id)
    for _, entry in row.entries():
        yield from _spots(entry, where + say(", "))
