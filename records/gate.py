"""The one gate that every exit obeys: lists, forms, files, imports, prints and figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, BinaryIO

from records import (
    accounts,
    conditions,
    decide,
    desk,
    exchange,
    files,
    find,
    get,
    history,
    options,
    put_off,
    recycle,
    reminders,
    workflow,
    write,
)
from records.actor import Actor
from records.decisions import Decision
from records.find import Condition
from records.query import Query
from records.record import (
    Attachment,
    Desk,
    Draft,
    HistoryEntry,
    Nudge,
    Option,
    Page,
    Pressable,
    Record,
    Related,
    Task,
)
from records.refusals import NotFound
from records.rows import StoredRow
from records.rulebook import Rulebook
from records.session import Session
from records.visibility import declared_field, readable_fields, writable_fields
from schema.objects import Entity, Field

NO_VALUES = write.NO_VALUES
ALL = Query()


class Gate:
    """Reads and writes records on behalf of one actor; made anew for every request."""

    def __init__(self, rulebook: Rulebook, actor: Actor) -> None:
        self.rulebook = rulebook
        self.actor = actor
        self.session = Session(rulebook, actor)

    def remembering(self) -> AbstractContextManager[None]:
        """A block in which the actor only looks: no row is read twice for decisions."""
        return self.session.remembering()

    def find(
        self, entity: str, query: Query = ALL, where_expression: Condition | None = None
    ) -> Page:
        """A page of the records that the actor may read."""
        return find.find(self.session, self._known(entity).name, query, where_expression)

    def count(
        self, entity: str, query: Query = ALL, where_expression: Condition | None = None
    ) -> int:
        """How many records a query finds for the actor."""
        return find.count(self.session, self._known(entity).name, query, where_expression)

    def get(self, entity: str, id: int, deleted: bool = False) -> Record:
        """A record with its lines; NotFound when it is not there for the actor."""
        return get.get(self.session, entity, id, deleted)

    def draft(self, entity: str, given: Mapping[str, Any] = NO_VALUES) -> Draft:
        """The start values of a new record, from what is given and the defaults."""
        return conditions.draft(self.session, self._known(entity), given)

    def why_empty(self, entity: str, id: int, field: str) -> str:
        """Why a computed field that the actor sees is empty, if years are not entered; or ""."""
        return conditions.why_empty(self.session, entity, id, field)

    def lacking(self, entity: str, ids: Collection[int], field: str) -> str:
        """Why a computed field of records that the actor sees cannot be added up; or ""."""
        return conditions.lacking(self.session, self._known(entity), ids, field)

    def create(
        self, entity: str, values: Mapping[str, Any], fixed: Mapping[str, Any] = NO_VALUES
    ) -> Record:
        """Store a new record; `fixed` are values that the rulebook sets, whatever the actor may."""
        return self._seen(entity, write.create(self.session, entity, values, fixed))

    def update(
        self, entity: str, id: int, values: Mapping[str, Any], version: int | None
    ) -> Record:
        """Change a record that is still at the version that the actor saw."""
        write.update(self.session, entity, id, values, version)
        return self._seen(entity, id)

    def delete(self, entity: str, id: int, version: int | None = None) -> None:
        """Put a record into the recycle bin."""
        recycle.delete(self.session, entity, id, version)

    def restore(self, entity: str, id: int) -> Record:
        """Bring a record back from the recycle bin."""
        recycle.restore(self.session, entity, id)
        return self._seen(entity, id)

    def move(
        self,
        entity: str,
        id: int,
        transition: str,
        asked: Mapping[str, Any] = NO_VALUES,
        version: int | None = None,
    ) -> Record:
        """Press a transition of a record's workflow."""
        workflow.move(self.session, entity, id, transition, asked, version)
        return self._seen(entity, id)

    def asking(
        self, record: Record, transition: str, answers: Mapping[str, Any] = NO_VALUES
    ) -> dict[str, dict[str, bool]]:
        """What each field that a transition asks is like: visible, required, readonly."""
        return workflow.asking(self.session, record.entity, record.id, transition, answers)

    def transitions(self, record: Record) -> tuple[Pressable, ...]:
        """What the actor might press on a record, and what the guards say."""
        row = self._row(record.entity, record.id)
        return workflow.pressable(self.session, row.entity, row) if not record.deleted else ()

    def decide(self, action: str, entity: str, record: Record | None = None) -> Decision:
        """Whether the actor may do something, with the reason."""
        row = self._row(entity, record.id) if record is not None else None
        return decide.decide(self.session, action, entity, row)

    def may(self, action: str, entity: str) -> bool:
        """Whether the actor may do something with at least some records of an entity."""
        return bool(decide.decide(self.session, action, entity))

    def may_create(self, entity: str, values: Mapping[str, Any]) -> Decision:
        """Whether the actor may create a record that begins with these values."""
        return write.creatable(self.session, entity, values)

    def fields(
        self, entity: str, record: Record | None = None, action: str = "read"
    ) -> tuple[Field, ...]:
        """The fields that the actor may see, or with action "write" may change."""
        row = self._row(entity, record.id) if record is not None else None
        found = writable_fields if action == "write" else readable_fields
        return tuple(found(self.session, self._known(entity), row))

    def field(self, entity: str, name: str) -> Field | None:
        """A declared field or a system field like `created_at`, unless it is hidden."""
        found = declared_field(self.rulebook.schema, self._known(entity), name)
        return found if found is not None and self._shown(entity, found) else None

    def conditions(
        self, entity: str, values: Mapping[str, Any], id: int | None = None
    ) -> dict[str, dict[str, Any]]:
        """What each field of a form is like now: visible, required, readonly, value."""
        return conditions.conditions(self.session, self._known(entity), values, id)

    def shown(self, entity: str, id: int) -> frozenset[str]:
        """The fields of a record that the actor may see and that show, by their conditions."""
        return conditions.shown(self.session, self._known(entity), id)

    def options(
        self,
        entity: str,
        field: str,
        text: str = "",
        values: Mapping[str, Any] = NO_VALUES,
        limit: int = 20,
        id: int | None = None,
    ) -> list[Option]:
        """The records that a link may be set to; `lines.product` is a line's link."""
        return options.options(self.session, self._known(entity), field, text, values, limit, id)

    def history(self, entity: str, id: int) -> tuple[HistoryEntry, ...]:
        """What happened to a record, latest first."""
        row = self._row(entity, id)
        write.seen(self.session, row)
        return history.history(self.session, row.entity, row)

    def related(self, record: Record) -> tuple[Related, ...]:
        """How many records that the actor may read link to a record."""
        return get.related(self.session, record)

    def upload(self, stream: BinaryIO, name: str) -> Attachment:
        """Keep a file that a file field of a form will point at."""
        return files.upload(self.session, stream, name)

    def attach(
        self, entity: str, id: int, stream: BinaryIO, name: str, field: str | None = None
    ) -> Attachment:
        """Add a file to a record, or put it into one of its file fields."""
        return files.attach(self.session, entity, id, stream, name, field)

    def attachments(self, entity: str, id: int) -> tuple[Attachment, ...]:
        """The files of a record that are not in one of its fields."""
        return files.attachments(self.session, entity, id)

    def open_file(self, file: int) -> files.OpenFile:
        """A stored file, if the actor may see the record and the field it belongs to."""
        return files.open_file(self.session, file)

    def detach(self, file: int) -> None:
        """Take a file off its record; its bytes and its history stay."""
        files.detach(self.session, file)

    def waiting(self, limit: int = 20) -> list[Task]:
        """The records that wait for the actor's decision, longest waiting first."""
        return desk.waiting(self.session, limit)

    def waiting_counts(self, limit: int = 20) -> dict[str, int]:
        """How many of those there are, by entity."""
        return desk.waiting_counts(self.session, limit)

    def desk(self, most: int, latest: int) -> Desk:
        """What waits and what is late, up to so many each, and what was started latest."""
        return desk.whole(self.session, most, latest)

    def overdue(self, limit: int = 20) -> list[Task]:
        """The actor's unfinished records whose day has passed."""
        return desk.overdue(self.session, limit)

    def reminders(self) -> tuple[Nudge, ...]:
        """What the actor was reminded of by hand, or is by a rule, and that stands still."""
        return reminders.reminders(self.session)

    def put_off(self, entity: str, id: int, rule: str) -> None:
        """Take a rule's reminder off the actor's desk until it comes round again."""
        put_off.put_off(self.session, self._known(entity), id, rule)

    def import_rows(
        self, entity: str, rows: Iterable[Mapping[str, Any]], dry_run: bool = False
    ) -> exchange.ImportOutcome:
        """Store all rows of a file, or none and say what is wrong with which."""
        return exchange.import_rows(self.session, self._known(entity), rows, dry_run)

    def export(
        self, entity: str, query: Query = ALL, columns: tuple[str, ...] | None = None
    ) -> Iterator[dict[str, str]]:
        """Every row that a query finds, its values in words by column."""
        return exchange.export(self.session, self._known(entity), query, columns)

    def note(self, entity: str, id: int, action: str, comment: str = "") -> None:
        """Write down that a record was printed, exported or read, where that is asked for."""
        with write.writing(self.session):
            history.note(self.session, entity, id, action, comment=comment)

    def change_password(self, old: str, new: str) -> None:
        """Give the actor's own account another password."""
        accounts.change_password(self.session.rulebook, self.actor, old, new)

    def _known(self, entity: str) -> Entity:
        return write.known(self.session, entity)

    def _shown(self, entity: str, field: Field) -> bool:
        declared = self._known(entity).fields
        return field.name not in declared or field in self.fields(entity)

    def _row(self, entity: str, id: int) -> StoredRow:
        row = self.session.row(self._known(entity).name, id)
        if not row.values:
            raise NotFound
        return row

    def _seen(self, entity: str, id: int) -> Record:
        # Whoever hands a record on may lose sight of it; then only its id is told.
        try:
            return get.get(self.session, entity, id)
        except NotFound:
            return Record(entity, id, 0, {}, {}, "")
