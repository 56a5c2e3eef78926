"""A form for somebody: the fields that they may write, with pickers and tables of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import url_for

from admin import cells, visit
from admin.entry import Entry, EntryForm, Source
from admin.entry_lines import Column, LinesEntry, Table
from admin.words import text
from formula.kinds import held
from formula.reads import fields_read
from formula.tree import Children, Path
from language import say
from records.record import Record
from schema.objects import Entity, Field

LINKS = ("link", "links")


def composed(view: Any, record: Record | None, fields: Iterable[Field] | None = None) -> EntryForm:
    """The form of a record, or of a new one, with the fields that may be written."""
    declared = view.gate.fields(view.entity.name, record, "write") if fields is None else fields
    return EntryForm({field.name: entry_of(view, field) for field in declared})


def entry_of(view: Any, field: Field) -> Any:
    """A field's entry, not yet bound to a form."""
    if field.type == "lines":
        return LinesEntry(field, view.locale, table_of(view, field))
    return Entry(field, view.locale, source_of(view, view.entity, field, field.name))


def table_of(view: Any, field: Field) -> Table:
    """The table of a field of lines: what is written and what is only shown."""
    child = view.schema.entities[field.of]
    written = {f.name for f in view.gate.fields(child.name, None, "write")}
    readable = view.gate.fields(child.name, None, "read")
    draft = view.gate.draft(child.name)
    return Table(
        child.name,
        tuple(
            Column(f, f.name in written, totalled(child, f))
            for f in in_order(child, readable)
            if f.name != field.by and f.type != "lines" and worth_a_column(child, f, written)
        ),
        view.locale,
        lambda f, prefix: source_of(view, child, f, f"{field.name}.{f.name}", prefix),
        lambda f, value, title: cells.plain(f, value, title, view.locale),
        draft.values,
        draft.titles,
    )


def in_order(entity: Entity, fields: Iterable[Field]) -> list[Field]:
    """Fields in the order of the entity's form or list, the others behind."""
    wanted = [name for section in entity.form for name in section.fields] or entity.list.columns
    place = {name: index for index, name in enumerate(wanted)}
    return sorted(fields, key=lambda field: place.get(field.name, len(place)))


def worth_a_column(entity: Entity, field: Field, written: Iterable[str]) -> bool:
    """Whether a field of lines stands in the table: what is written, computed or listed."""
    return field.name in written or field.formula is not None or field.name in entity.list.columns


def totalled(entity: Entity, field: Field) -> bool:
    """Whether a column has a sum below: as the list declares, else computed amounts."""
    if field.type not in cells.NUMERIC:
        return False
    if entity.list.totals:
        return field.name in entity.list.totals
    return field.type == "money" and field.formula is not None and _of_one_currency(entity, field)


def _of_one_currency(entity: Entity, field: Field) -> bool:
    """Whether all lines of a record are in one currency: a fixed one, or the record's."""
    if not held(field.kind):
        return True
    link, _, rest = field.kind.unit.partition(".")
    declared = entity.fields.get(link)
    return bool(rest and entity.parent and declared and declared.to == entity.parent)


def repeats_a_total(field: Field, child: Entity) -> bool:
    """Whether a computed field only says again what stands below a column of its lines."""
    tree = field.formula.tree if field.formula else None
    if not isinstance(tree, Children) or tree.function != "sum" or tree.where is not None:
        return False
    path = tree.value
    if tree.entity != child.name or not isinstance(path, Path) or len(path.steps) != 1:
        return False
    column = child.fields.get(path.steps[0].field)
    return column is not None and totalled(child, column)


def source_of(view: Any, entity: Entity, field: Field, path: str, prefix: str = "") -> Source:
    """Where a field's picker asks and what it tells; other fields only say whose they are."""
    if field.type not in LINKS:
        return Source(entity.name)
    target = view.schema.entities[field.to]
    offered = not target.parent and visit.may("create", target.name)
    return Source(
        entity.name,
        view.url("options", field=path),
        " ".join(sorted(needs(field, {entity.name, view.entity.name}))),
        prefix,
        url_for("entity.new", entity=target.name) if offered else "",
        say("New {entity}", entity=text(target.label)),
    )


def needs(field: Field, holders: set[str]) -> set[str]:
    """Which fields of the form decide what a picker offers."""
    if field.where is None:
        return set()
    return {name for entity, name in fields_read(field.where.tree) if entity in holders}


def looked_up(view: Any, form: EntryForm) -> None:
    """Choose the record for every title that was typed by hand and names exactly one."""
    values = form.given()
    for entry in _texts(form):
        _look_up(view, view.entity.name, entry, values)
    for _, lines in form.entries():
        for row in lines.rows if isinstance(lines, LinesEntry) else ():
            for entry in _texts(row):
                _look_up(
                    view, lines.table.entity, entry, {**row.given(), lines.declared.by: values}
                )


def _texts(form: EntryForm) -> Iterator[Entry]:
    links = (entry for _, entry in form.entries() if isinstance(entry, Entry))
    return (e for e in links if e.declared.type in LINKS and e.typed.by_hand)


def _look_up(view: Any, entity: str, entry: Entry, values: Any) -> None:
    wanted = entry.typed.text.strip()
    options = view.gate.options(entity, entry.declared.name, wanted, values)
    same = [option for option in options if option.title.casefold() == wanted.casefold()]
    found = same if len(same) == 1 else options
    if len(found) == 1:
        several = entry.declared.type == "links"
        entry.typed = entry.typed.choosing(str(found[0].id), found[0].title, several)
