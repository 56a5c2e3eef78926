"""Records as formulas see them: stored ones, and drafts of what is about to be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from formula.evaluate import Context, value
from models.prepared import ANY, Prepared
from records.lacking import missing
from schema.objects import Entity, Field


class Row(Protocol):
    """What formulas ask of a record."""

    id: int | None

    def get(self, name: str) -> Any:
        """The value of a field."""

    def follow(self, name: str) -> Row | None:
        """The record that a link points at."""

    def children(self, entity: str, link: str) -> Iterator[Row]:
        """The rows of an entity that link here; every row when the link is ""."""


def link_target(tables: Any, entity: Entity, name: str) -> str:
    """The entity that a link field, or a system field of a person, points at."""
    field = entity.fields.get(name)
    if field is not None:
        return field.to
    people = tables.schema.people
    return people.entity if people else ""


class StoredRow:
    """A record of the database, read when it is first looked at."""

    __slots__ = ("_computed", "_context", "_known", "_values", "entity", "id", "tables")

    def __init__(
        self,
        tables: Any,
        entity: str,
        id: int | None,
        context: Callable[[], Context],
        values: Mapping[str, Any] | None = None,
        known: Known | None = None,
    ) -> None:
        self.tables = tables
        self.entity = tables.schema.entities[entity]
        self.id = id
        self._context = context
        self._values = values
        self._known = known
        self._computed: dict[str, Any] = {}

    @property
    def values(self) -> Mapping[str, Any]:
        """The stored columns; empty when there is no such record."""
        if self._values is None:
            model = self.tables.model(self.entity.name)
            by_id = self.tables.prepared(
                (self.entity.name,), lambda: model.select().where(model.id == ANY)
            )
            self._values = next(by_id.of(self.id), {})
        return self._values

    def get(self, name: str) -> Any:
        """The value of a field: stored, computed, or a tuple of linked ids."""
        field = self.entity.fields.get(name)
        if field is None or (field.stored and field.type != "links"):
            return self.id if name == "id" else self.values.get(name)
        if name in self._computed:
            return self._computed[name]
        found, lack = missing(self._context(), lambda: self._found(field))
        if lack is None:
            # What something is missing for is asked again, so that whoever asks learns of it.
            self._computed[name] = found
        return found

    def _found(self, field: Field) -> Any:
        if field.formula is not None:
            return value(field.formula.tree, self, self._context())
        if field.type == "links":
            return linked_ids(self.tables, self.entity.name, field.name, self.id)
        return tuple(child.id for child in self.children(field.of, field.by))

    def follow(self, name: str) -> StoredRow | None:
        """The record that a link points at."""
        target = self.get(name)
        if target is None:
            return None
        return self.other(link_target(self.tables, self.entity, name), target)

    def children(self, entity: str, link: str) -> Iterator[StoredRow]:
        """The rows of an entity that link here, in their order; all when the link is ""."""
        if self._known is None:
            return self._children(entity, link)
        key = (self.entity.name, self.id, entity, link)
        if key not in self._known.children:
            self._known.children[key] = tuple(self._children(entity, link))
        return iter(self._known.children[key])

    def _children(self, entity: str, link: str) -> Iterator[StoredRow]:
        for values in child_rows(self.tables, entity, link, self.id):
            yield self.other(entity, values["id"], values)

    def other(
        self, entity: str, id: int | None, values: Mapping[str, Any] | None = None
    ) -> StoredRow:
        """Another record, read in the same way as this one."""
        if self._known is None:
            return StoredRow(self.tables, entity, id, self._context, values)
        return self._known.row(self.tables, entity, id, self._context, values)


class Known:
    """Rows and their children that were read already, for as long as nothing is written."""

    __slots__ = ("children", "rows")

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int | None], StoredRow] = {}
        self.children: dict[tuple[str, int | None, str, str], tuple[StoredRow, ...]] = {}

    def row(
        self,
        tables: Any,
        entity: str,
        id: int | None,
        context: Callable[[], Context],
        values: Mapping[str, Any] | None = None,
    ) -> StoredRow:
        """A record, the same one however it was reached."""
        if (entity, id) not in self.rows:
            self.rows[entity, id] = StoredRow(tables, entity, id, context, values, self)
        return self.rows[entity, id]


def linked_ids(tables: Any, entity: str, field: str, id: int | None) -> tuple[int, ...]:
    """The ids that a `links` field of a record points at, least first."""
    through = tables.through(entity, field)
    rows = through.select(through.target).where(through.source == id).order_by(through.target)
    return tuple(target for (target,) in rows.tuples())


def child_rows(tables: Any, entity: str, link: str, id: int | None) -> Iterator[Mapping[str, Any]]:
    """The columns of the rows of an entity that link to a record and are not deleted."""
    if not link:
        return iter(_children(tables, entity).dicts())

    def linking() -> Any:
        """The rows whose link, or one of whose links, is a record."""
        model, field = tables.model(entity), tables.schema.entities[entity].fields.get(link)
        if field is None or field.type != "links":
            return _children(tables, entity).where(getattr(model, link) == ANY)
        through = tables.through(entity, link)
        sources = through.select(through.source).where(through.target == ANY)
        return _children(tables, entity).where(model.id.in_(sources))

    rows: Prepared = tables.prepared((entity, link), linking)
    return rows.of(id)


def _children(tables: Any, entity: str) -> Any:
    """The rows of an entity that are not deleted, in their order."""
    model = tables.model(entity)
    order = (model.line_number, model.id) if "line_number" in model._meta.fields else (model.id,)
    return model.select().where(model.deleted_at.is_null()).order_by(*order)


class DraftRow:
    """A record as it will be once what was given is stored.

    `given` lies over the stored values; `lines` maps a lines field to its rows as they
    will be; `parent` is the row that this one is a line of.
    """

    __slots__ = ("_context", "parent_link", "before", "entity", "given", "id", "lines", "parent")

    def __init__(
        self,
        before: StoredRow,
        given: Mapping[str, Any],
        context: Callable[[], Context],
        parent: DraftRow | None = None,
        parent_link: str = "",
    ) -> None:
        self.before = before
        self.entity = before.entity
        self.id = before.id
        self.given = dict(given)
        self.lines: dict[str, list[DraftRow]] = {}
        self.parent = parent
        self.parent_link = parent_link
        self._context = context

    def get(self, name: str) -> Any:
        """The value that a field will have."""
        if name in self.given:
            return self.given[name]
        if name == self.parent_link and self.parent is not None:
            return self.parent.id
        if name == "id" and self.id is None:
            return self._nobody_else
        field = self.entity.fields.get(name)
        if field is not None and field.formula is not None:
            return value(field.formula.tree, self, self._context())
        if field is not None and field.type in ("links", "lines") and self.id is None:
            return ()
        return self.before.get(name) if self.id is not None else None

    @property
    def _nobody_else(self) -> int:
        """The number of a record that has none yet: equal to itself, and to no other's.

        Without it a formula like `id != parent.id` would take the record for another one.
        """
        return -id(self)

    def follow(self, name: str) -> Row | None:
        """The record that a link will point at."""
        if name == self.parent_link and self.parent is not None:
            return self.parent
        target = self.get(name)
        if target is None:
            return None
        return self.before.other(link_target(self.before.tables, self.entity, name), target)

    def children(self, entity: str, link: str) -> Iterator[Row]:
        """The rows that will link here, with the lines as they will be."""
        lines = self._lines_field(entity, link)
        if lines in self.lines:
            yield from self.lines[lines]
            return
        if self.id is None and link:
            return
        met = False
        for row in self.before.children(entity, link):
            own = entity == self.entity.name and row.id == self.id
            met = met or own
            yield self if own else row
        if not link and entity == self.entity.name and not met:
            yield self

    def _lines_field(self, entity: str, link: str) -> str:
        found = (
            field.name
            for field in self.entity.fields.values()
            if field.type == "lines" and field.of == entity and field.by == link
        )
        return next(found, "")
