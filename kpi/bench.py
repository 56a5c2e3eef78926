"""A database in memory for the examples of a rulebook: rows as they are given, undone after each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from formula.evaluate import value
from formula.tree import Literal, Setting
from kpi.levels import DEPARTMENT, EMPLOYEE, subjects_entity
from models.calendar import KNOWN_YEARS, fill
from models.database import connect
from models.tables import Tables, create_table
from records.actor import SYSTEM
from records.packing import packed
from records.rulebook import Rulebook
from schema.examples import Example, Known, Row
from schema.objects import Entity, Field, Schema

LONG_AGO = datetime(2000, 1, 1)
"""When the rows of examples were written; no example is about that."""

NEAR = 1
"""So many years around an example's days have working days."""


class Bench:
    """The rulebook's own tables in memory, where rows need only the fields that matter."""

    def __init__(self, schema: Schema, years: Iterable[int]) -> None:
        self.schema = replace(schema, entities=_relaxed(schema.entities))
        self.tables = Tables(self.schema, connect("sqlite:///:memory:"))
        for model in self.tables.models():
            create_table(model)
        near = {year + more for year in years for more in range(-NEAR, NEAR + 1)}
        fill(self.tables, sorted(near & set(KNOWN_YEARS)))

    @contextmanager
    def laid_out(self, example: Example, now: datetime) -> Iterator[Laid]:
        """The rulebook with the rows and settings of an example, as long as it is needed."""
        with self.tables.database.atomic() as change:
            for key, given in example.settings.items():
                model = self.tables.SettingValue
                model.insert(key=key, value=packed(given), changed_at=LONG_AGO).execute()
            laid = Laid(Rulebook(self.schema, self.tables, Path(), clock=lambda: now))
            for row in example.rows:
                laid.put(row)
            yield laid
            change.rollback()

    def close(self) -> None:
        """Give the memory back."""
        self.tables.database.close()


class Laid:
    """An example's rows in the database, and which record each of its keys is."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.ids: dict[Known, int] = {}

    def put(self, row: Row, **more: Any) -> int:
        """Write a row and all that stands in it; its id."""
        id = self.known(Known(row.entity, row.key)) if row.key else self._new(row.entity)
        entity = self.rulebook.entity(row.entity)
        columns = {**more, **self._columns(entity, row)}
        if columns:
            model: Any = self.rulebook.tables.model(row.entity)
            model.update(**columns).where(model.id == id).execute()
        for name, given in row.values.items():
            self._several(entity, name, given, id)
        return id

    def known(self, named: Known) -> int:
        """The record that a key stands for; it is there from its first mention on."""
        if named not in self.ids:
            self.ids[named] = self._new(named.entity)
        return self.ids[named]

    def subject(self, key: str) -> tuple[str, int | None]:
        """The level and the id of a subject: a person, a department, or the company."""
        for level in (EMPLOYEE, DEPARTMENT):
            named = Known(subjects_entity(self.rulebook.schema, level), key)
            if named in self.ids:
                return level, self.ids[named]
        return "company", None

    def _new(self, entity: str) -> int:
        """A record of which nothing is said but the plain defaults."""
        declared = self.rulebook.entity(entity)
        given = dict(self._defaults(declared))
        model: Any = self.rulebook.tables.model(entity)
        return int(model.create(created_at=LONG_AGO, updated_at=LONG_AGO, **given).id)

    def _defaults(self, entity: Entity) -> Iterator[tuple[str, Any]]:
        """The values that a new record has by itself: plain ones, settings, the first state."""
        context = self.rulebook.context(SYSTEM)
        for field in entity.fields.values():
            tree = field.default.tree if field.default else None
            if field.stored and isinstance(tree, Literal | Setting):
                yield field.name, value(tree, None, context)
        if entity.workflow:
            yield entity.workflow.field, entity.workflow.initial

    def _columns(self, entity: Entity, row: Row) -> dict[str, Any]:
        """The columns of a row's own table."""
        columns = {
            name: self._one(given)
            for name, given in row.values.items()
            if name not in entity.fields or entity.fields[name].type not in ("links", "lines")
        }
        if entity.owner in columns:
            columns.setdefault("owner", columns[entity.owner])
        return columns

    def _one(self, given: Any) -> Any:
        if isinstance(given, Known):
            return self.known(given)
        return self.put(given) if isinstance(given, Row) else given

    def _several(self, entity: Entity, name: str, given: Any, id: int) -> None:
        """What a row says in other tables: its lines, and what it links to many times."""
        field = entity.fields.get(name)
        if field is None or field.type not in ("links", "lines"):
            return
        for number, each in enumerate(given or ()):
            if field.type == "lines":
                self.put(each, **{field.by: id, "line_number": number})
            else:
                model: Any = self.rulebook.tables.through(entity.name, name)
                model.insert(source=id, target=self._one(each)).execute()


def _relaxed(entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """The entities without anything that must be filled in or unique."""
    return {
        name: replace(
            entity,
            unique=(),
            fields={key: _optional(field) for key, field in entity.fields.items()},
        )
        for name, entity in entities.items()
    }


def _optional(field: Field) -> Field:
    return replace(field, required=False, unique=False)
