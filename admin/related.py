"""What hangs on a record: tables of its lines, and records of others that link to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import url_for
from markupsafe import Markup

from admin import visit
from admin.cells import cell, plain
from admin.columns import Column, known_fields, list_columns
from admin.compose import in_order, totalled
from admin.words import text
from records.query import Filter, Query
from records.record import Record, Related
from schema.objects import Entity, Field

FIRST = 6
"""So many related records stand on the page; the rest are a click away."""

Rows = tuple[tuple[Markup, ...], ...]


@dataclass(frozen=True, slots=True)
class LinesTable:
    """The lines of a record with their sums; `lacking` says why a column has none."""

    name: str
    label: str
    columns: tuple[Column, ...]
    rows: Rows
    totals: Mapping[str, str]
    lacking: tuple[str, ...] = ()
    sums: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedTable:
    """The latest records of an entity that link here by one field."""

    key: str
    label: str
    kind: str
    count: int
    columns: tuple[Column, ...]
    rows: Rows
    all: str
    new: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """A record that can be begun from this one."""

    label: str
    href: str


def lines_table(view: Any, field: Field, lines: tuple[Record, ...]) -> LinesTable:
    """The lines of a record as a table."""
    child = view.schema.entities[field.of]
    fields = [
        f
        for f in in_order(child, view.gate.fields(child.name))
        if f.name != field.by and f.type != "lines" and told(f, lines)
    ]
    columns = line_roles([Column(f) for f in fields])
    rows = tuple(_cells(child, columns, line, view.locale) for line in lines)
    summed, ids = [c.field for c in columns if totalled(child, c.field)], [r.id for r in lines]
    lacks = {f.name: view.gate.lacking(child.name, ids, f.name) for f in summed}
    sums = [
        (f, total(line.values.get(f.name) for line in lines)) for f in summed if not lacks[f.name]
    ]
    totals = {f.name: plain(f, value, None, view.locale) for f, value in sums if value is not None}
    why = tuple(dict.fromkeys(words for words in lacks.values() if words))
    return LinesTable(field.name, text(field.label), columns, rows, totals, why)


def line_roles(columns: list[Column]) -> tuple[Column, ...]:
    """Columns with the part that each plays when a line becomes a card on a phone."""
    words = [column.name for column in columns if not column.numeric]
    figures = [column.name for column in columns if column.numeric]
    roles = dict(zip(words, ("title", "meta"), strict=False))
    roles |= {figures[0]: "state"} if len(figures) > 1 else {}
    roles |= {figures[-1]: "amount"} if figures else {}
    return tuple(replace(column, role=roles.get(column.name, "")) for column in columns)


def told(field: Field, lines: Iterable[Record]) -> bool:
    """Whether any line has a value in a field; a column of nothing tells nothing."""
    return any(line.values.get(field.name) not in (None, "", ()) for line in lines)


def total(values: Iterable[Any]) -> Decimal | int | None:
    """A sum, None where there is nothing to add."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _cells(
    entity: Entity, columns: Iterable[Column], record: Record, locale: str
) -> tuple[Markup, ...]:
    values, titles = record.values, record.titles
    return tuple(
        cell(c.field, values.get(c.name), titles.get(c.name), locale, entity) for c in columns
    )


def related_table(view: Any, record: Record, related: Related, twice: bool) -> RelatedTable:
    """The latest of the records that link here."""
    entity = view.schema.entities[related.entity]
    link = entity.fields[related.field]
    fields = known_fields(view.gate.fields(entity.name), view.schema.people)
    columns = tuple(c for c in list_columns(entity, fields) if c.name != link.name)
    query = Query(
        filters=(Filter(link.name, "eq", (record.id,)),),
        sort=("-id",),
        size=FIRST,
        columns=tuple(column.name for column in columns),
        counted=False,
    )
    found = view.gate.find(entity.name, query).records
    given: dict[str, Any] = {link.name: record.id}
    kind = text(entity.label)
    return RelatedTable(
        f"{entity.name}-{link.name}",
        f"{kind} ({text(link.label)})" if twice else kind,
        kind,
        related.count,
        columns,
        tuple(_row(entity, columns, each, view.locale) for each in found),
        url_for("entity.list", entity=entity.name, **given),
        begin_address(entity, link, record.id) if may_begin(entity, link) else "",
    )


def _row(
    entity: Entity, columns: tuple[Column, ...], record: Record, locale: str
) -> tuple[Markup, ...]:
    cells = _cells(entity, columns, record, locale)
    place = next((i for i, column in enumerate(columns) if column.role == "title"), 0)
    return (
        (*cells[:place], _door(entity, record, cells[place]), *cells[place + 1 :]) if cells else ()
    )


def _door(entity: Entity, record: Record, shown: Markup) -> Markup:
    words = shown.striptags()
    href = url_for("entity.record", entity=entity.name, id=record.id)
    return Markup('<a class="key" href="{}">{}</a>').format(
        href, words if words != "–" else record.title
    )


def may_begin(entity: Entity, link: Field) -> bool:
    """Whether whoever asks may begin a record with this link filled in."""
    return not link.readonly and link.formula is None and visit.may("create", entity.name)


def beginnings(view: Any, id: int, shown: Iterable[RelatedTable]) -> list[Beginning]:
    """What can be begun from a record and has no table yet."""
    have = {table.key for table in shown}
    return [
        Beginning(text(entity.label), begin_address(entity, link, id))
        for entity, link in linking(view, view.entity.name)
        if f"{entity.name}-{link.name}" not in have and may_begin(entity, link)
    ]


def begin_address(entity: Entity, link: Field, id: int) -> str:
    """Where a new record is begun with a link filled in."""
    given: dict[str, Any] = {link.name: id}
    return url_for("entity.new", entity=entity.name, **given)


def linking(view: Any, target: str) -> list[tuple[Entity, Field]]:
    """Entities in the menu with their link fields that point at an entity."""
    return [
        (entity, field)
        for entity in view.schema.entities.values()
        if not entity.parent and not entity.hidden
        for field in entity.fields.values()
        if field.type == "link" and field.to == target and field.stored and not field.hidden
    ]
