"""One person at work in one rulebook: what every part of the gate is handed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

import peewee

from formula.evaluate import Context
from formula.tree import Typed
from models.expressions import Expressions
from records.actor import Actor
from records.rows import Known, StoredRow
from records.rulebook import Rulebook
from schema.objects import Entity, Schema


class Session:
    """An actor, a rulebook, and the context in which their formulas are evaluated."""

    def __init__(self, rulebook: Rulebook, actor: Actor) -> None:
        self.rulebook = rulebook
        self.actor = actor
        self.schema: Schema = rulebook.schema
        # Peewee makes a model's columns at run time: no type knows them.
        self.tables: Any = rulebook.tables
        self._known: Known | None = None

    @cached_property
    def context(self) -> Context:
        """Who asks and when, for formulas; one moment for the whole session."""
        return self.rulebook.context(self.actor)

    @property
    def now(self) -> datetime:
        """The company's local time, to the second."""
        return self.rulebook.clock().replace(microsecond=0)

    @property
    def expressions(self) -> Expressions:
        """Formulas as SQL."""
        return self.rulebook.expressions

    @property
    def database(self) -> peewee.Database:
        """The database that holds the records."""
        return self.rulebook.tables.database

    def entity(self, name: str) -> Entity:
        """An entity's declaration."""
        return self.schema.entities[name]

    def model(self, entity: str) -> Any:
        """The Peewee model of an entity."""
        return self.tables.model(entity)

    def row(self, entity: str, id: int | None, values: Any = None) -> StoredRow:
        """A record as formulas see it."""
        if self._known is not None and id is not None and values is None:
            return self._known.row(self.tables, entity, id, lambda: self.context)
        return StoredRow(self.tables, entity, id, lambda: self.context, values)

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """While a page is made nothing changes, so that no row need be read twice."""
        self._known = Known()
        try:
            yield
        finally:
            self.forget()

    def forget(self) -> None:
        """Read every row anew from now on, since something is about to be written."""
        self._known = None

    def value(self, tree: Typed, row: Any) -> Any:
        """A formula's value for each row, as a column that Peewee can work on."""
        return self.expressions.value(tree, row, self.context)

    def condition(self, tree: Typed, row: Any, outer: tuple[Any, ...] = ()) -> Any:
        """A condition for each row; where it is unknown it does not hold."""
        return self.expressions.condition(tree, row, self.context, outer)
