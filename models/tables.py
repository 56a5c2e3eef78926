"""A rulebook's tables as Peewee models, made at run time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

import peewee
from peewee import SQL, BigAutoField, BigIntegerField, DateTimeField, IntegerField, TextField

from models import platform
from models.columns import COLUMNS, Place, reference
from models.database import is_sqlite, transaction
from models.indexes import Index, all_indexes
from models.names import through_name
from models.prepared import Prepared
from models.seals import seal
from schema.objects import Entity, Field, Schema

BUILDING = Lock()
"""Peewee keeps some state of its own while classes are made: one version at a time."""


class Tables:
    """The models of one version of a rulebook on one database.

    Several versions may live side by side; a version never changes once it is made.
    """

    def __init__(self, schema: Schema, database: peewee.Database) -> None:
        self.schema = schema
        self.database = database
        self.sqlite = is_sqlite(database)
        self._prepared: dict[tuple[str, ...], Prepared] = {}
        with BUILDING:
            self.platform = platform.bound(database)
            self._models = {name: self._bare(name) for name in schema.entities}
            for entity in schema.entities.values():
                self._complete(entity)
            self._throughs = dict(self._make_throughs())
        self.indexes: tuple[Index, ...] = all_indexes(
            schema, [model._meta.table_name for model in self._throughs.values()]
        )

    def __getattr__(self, name: str) -> type[peewee.Model]:
        """A platform model by its name: `tables.History`."""
        try:
            models: dict[str, type[peewee.Model]] = self.__dict__["platform"]
            return models[name]
        except KeyError:
            raise AttributeError(name) from None

    def model(self, entity: str) -> type[peewee.Model]:
        """The model of an entity."""
        return self._models[entity]

    def through(self, entity: str, field: str) -> type[peewee.Model]:
        """The table between an entity and the many records of its `links` field.

        Its columns are `source_id`, the record, and `target_id`, what it links to.
        """
        return self._throughs[entity, field]

    def prepared(self, key: tuple[str, ...], query: Callable[[], peewee.ModelSelect]) -> Prepared:
        """A statement for one value that changes, written when it is first asked."""
        if key not in self._prepared:
            self._prepared[key] = Prepared(query())
        return self._prepared[key]

    def models(self) -> Iterator[type[peewee.Model]]:
        """Every model: the platform's, the entities', those between them."""
        yield from self.platform.values()
        yield from self._models.values()
        yield from self._throughs.values()

    def throughs(self) -> Iterator[tuple[tuple[str, str], type[peewee.Model]]]:
        """The tables between, by entity and field."""
        yield from self._throughs.items()

    def create(self) -> None:
        """Create all tables and indexes on an empty database, in one transaction."""
        with transaction(self.database):
            for model in self.models():
                create_table(model)
            for model in self.models():
                create_constraints(model)
            for index in self.indexes:
                self.database.execute_sql(index.statement())
            seal(self.database)

    def _bare(self, name: str) -> type[peewee.Model]:
        meta = type("Meta", (), {"database": self.database, "table_name": name})
        return type(name, (peewee.Model,), {"Meta": meta, "id": BigAutoField()})

    def _complete(self, entity: Entity) -> None:
        # Links are added when every model exists, so that cycles need nothing special.
        model = self._models[entity.name]
        for name, column in self._columns(entity):
            model._meta.add_field(name, column)

    def _columns(self, entity: Entity) -> Iterator[tuple[str, peewee.Field]]:
        for field in entity.fields.values():
            column = self._column(entity, field) if field.stored else None
            if column is not None:
                yield field.name, column
        if is_child(self.schema, entity):
            yield "line_number", IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
        yield from self._system_columns()

    def _column(self, entity: Entity, field: Field) -> peewee.Field | None:
        return COLUMNS[field.type](field, self._place(null=not always_filled(entity, field)))

    def _place(self, **options: Any) -> Place:
        return Place(self.sqlite, self.model, options)

    def _system_columns(self) -> Iterator[tuple[str, peewee.Field]]:
        yield "version", IntegerField(default=1, constraints=[SQL("DEFAULT 1")])
        yield "owner", self._person_column()
        yield "created_at", DateTimeField()
        yield "created_by", TextField(null=True)
        yield "updated_at", DateTimeField()
        yield "updated_by", TextField(null=True)
        yield "deleted_at", DateTimeField(null=True)
        yield "deleted_by", TextField(null=True)

    def _person_column(self) -> peewee.Field:
        if self.schema.people is None:
            return BigIntegerField(null=True, column_name="owner_id")
        person = self._models[self.schema.people.entity]
        return reference(person, "owner_id", self._place(null=True))

    def _make_throughs(self) -> Iterator[tuple[tuple[str, str], type[peewee.Model]]]:
        for entity in self.schema.entities.values():
            for field in entity.fields.values():
                if field.type == "links" and field.stored:
                    yield (entity.name, field.name), self._through(entity, field)

    def _through(self, entity: Entity, field: Field) -> type[peewee.Model]:
        name = through_name(entity.name, field.name)
        meta = {
            "database": self.database,
            "table_name": name,
            "primary_key": peewee.CompositeKey("source", "target"),
        }
        columns = {
            "source": reference(self._models[entity.name], "source_id", self._place()),
            "target": reference(self._models[field.to], "target_id", self._place()),
        }
        return type(name, (peewee.Model,), {"Meta": type("Meta", (), meta), **columns})


def is_child(schema: Schema, entity: Entity) -> bool:
    """Whether an entity's rows are lines of another's."""
    return bool(entity.parent) or any(
        field.type == "lines" and field.of == entity.name
        for other in schema.entities.values()
        for field in other.fields.values()
    )


def always_filled(entity: Entity, field: Field) -> bool:
    """Whether every record has a value: required, and never hidden by a condition."""
    if not field.required or field.visible_if is not None:
        return False
    sections = (section for section in entity.form if field.name in section.fields)
    return all(section.visible_if is None for section in sections)


def create_table(model: type[peewee.Model]) -> None:
    """Create a model's table; foreign keys follow where they could not be inline."""
    model._schema.create_table(safe=False)


def create_constraints(model: type[peewee.Model]) -> None:
    """Add the foreign keys that had to wait for the other tables."""
    for field in model._meta.sorted_fields:
        if isinstance(field, peewee.ForeignKeyField) and field.deferred:
            model._schema.create_foreign_key(field)
