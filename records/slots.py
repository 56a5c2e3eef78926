"""Columns of one statement that together make records: values, titles, states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import peewee

from records.query import path
from records.record import Record
from records.session import Session
from records.titles import TitleColumns, link_titles, numbered
from records.visibility import OWNER, only_own
from schema.objects import Entity, Field

Raw = tuple[Any, ...]
Many = dict[int, list[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Slot:
    """Columns that make one piece of a record, and what makes it of them."""

    name: str
    columns: Raw
    value: Callable[[Raw], Any]


class RecordColumns:
    """The columns of some fields of an entity, and the records that their rows are."""

    def __init__(self, session: Session, entity: Entity, fields: Iterable[Field]) -> None:
        self.session = session
        self.entity = entity
        self.model = session.model(entity.name)
        self.fields = list(fields)

    @cached_property
    def slots(self) -> list[Slot]:
        """Every piece of a record, in the order of its columns."""
        return [*self._common(), *(s for field in self.fields for s in self._of_field(field))]

    @property
    def columns(self) -> list[Any]:
        """All columns; those that are no plain ones have names of their own.

        Peewee guesses how to read a column from the last name in it; an alias stops that.
        """
        found = [column for slot in self.slots for column in slot.columns]
        return [
            column if isinstance(column, peewee.Field) else column.alias(f"column_{place}")
            for place, column in enumerate(found)
        ]

    def records(self, rows: list[Raw]) -> Iterator[Record]:
        """The records of rows that begin with the id."""
        many = {
            field.name: linked_titles(self.session, self.entity, field, [row[0] for row in rows])
            for field in self.fields
            if field.type == "links" and rows
        }
        return (self._record(row, many) for row in rows)

    def value(self, field: Field) -> Any:
        """A field's column, or its formula."""
        if field.name in self.model._meta.fields:
            return getattr(self.model, field.name)
        return self.session.value(path(self.entity, field), self.model)

    def _common(self) -> Iterator[Slot]:
        model, workflow = self.model, self.entity.workflow
        yield Slot("version", (model.version,), _first)
        yield Slot("deleted", (model.deleted_at,), lambda raw: raw[0] is not None)
        yield Slot("owner", (model.owner,), _first)
        if workflow is not None:
            yield Slot("state", (getattr(model, workflow.field),), _first)
        titles = TitleColumns(self.session, self.entity.name, None, masked=False)
        columns = tuple(self.session.value(tree, model) for tree in titles.trees)
        yield Slot("title", columns, titles.words)

    def _of_field(self, field: Field) -> Iterator[Slot]:
        if field.type == "links":
            return
        stored = field.name in self.model._meta.fields
        yield Slot(
            f"value {field.name}", (self.value(field),), _first if stored else self._decoded(field)
        )
        if field.type == "link" and field.to:
            titles = link_titles(self.session, self.entity, field, self.model)
            columns = (titles.key, *titles.columns())
            yield Slot(f"title {field.name}", columns, _titled(titles))
        if field.type in ("file", "image"):
            yield Slot(f"title {field.name}", (self._file_name(field),), _first)

    def _file_name(self, field: Field) -> Any:
        table = self.session.tables.File.alias()
        return table.select(table.name).where(table.id == self.value(field))

    def _decoded(self, field: Field) -> Callable[[Raw], Any]:
        decode = self.session.expressions.decoded
        return lambda raw: decode(field.kind, raw[0])

    def _record(self, row: Raw, many: dict[str, Many]) -> Record:
        found: dict[str, Any] = {}
        place = 1
        for slot in self.slots:
            end = place + len(slot.columns)
            found[slot.name] = slot.value(row[place:end])
            place = end
        values, titles = self._split(found, row[0], many)
        return Record(
            entity=self.entity.name,
            id=row[0],
            version=found["version"],
            values=values,
            titles=titles,
            title=found["title"] or numbered(row[0]),
            state=found.get("state") or "",
            deleted=found["deleted"],
        )

    def _split(
        self, found: dict[str, Any], id: int, many: dict[str, Many]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        values: dict[str, Any] = {}
        titles: dict[str, Any] = {}
        for field in self.fields:
            if only_own(self.session, field) and found[OWNER] != self.session.actor.person:
                continue
            if field.type == "links":
                pairs = many[field.name].get(id, ())
                values[field.name] = tuple(key for key, _ in pairs)
                titles[field.name] = tuple(title for _, title in pairs)
                continue
            values[field.name] = found[f"value {field.name}"]
            if f"title {field.name}" in found:
                titles[field.name] = found[f"title {field.name}"]
        return values, titles


def _first(raw: Raw) -> Any:
    return raw[0]


def _titled(titles: TitleColumns) -> Callable[[Raw], Any]:
    return lambda raw: titles.title(raw[0], raw[1:])


def linked_titles(session: Session, entity: Entity, field: Field, ids: list[int]) -> Many:
    """The linked ids and titles of a `links` field, by record, in one statement."""
    through = session.tables.through(entity.name, field.name)
    titles = TitleColumns(session, field.to, through.target)
    columns = [c.alias(f"column_{place}") for place, c in enumerate(titles.columns())]
    query = through.select(through.source, through.target, *columns)
    found: Many = {}
    for row in query.where(through.source.in_(ids)).order_by(through.target).tuples():
        source, target, *raw = row
        found.setdefault(source, []).append((target, titles.title(target, tuple(raw)) or ""))
    return found
