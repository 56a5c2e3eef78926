"""Files of records: kept under random names, guarded by the record they belong to."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from language import say
from records import history, store
from records.decide import decide
from records.edits import prepare
from records.file_types import allowed_types, type_of
from records.record import Attachment
from records.refusals import FieldProblem, Forbidden, NotFound, Refused
from records.rows import StoredRow
from records.session import Session
from records.visibility import readable
from records.write import judged, known, seen, writing
from schema.objects import Field

LARGEST = 50 * 1024 * 1024
"""Bytes of one file; a scanned contract has a tenth of it."""

PIECE = 1024 * 256
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A stored file that somebody may have: where it lies, what it was called."""

    path: Path
    name: str
    mime: str
    size: int


def upload(session: Session, stream: BinaryIO, name: str) -> Attachment:
    """Keep a file for a form that has not been saved yet; its uploader alone may use it."""
    with kept(session, stream, name) as file, writing(session):
        return _attachment(_insert(session, file, "", None, ""))


def attach(
    session: Session, entity: str, id: int, stream: BinaryIO, name: str, field: str | None
) -> Attachment:
    """Add a file to a record, or put it into a file field of it."""
    declared = known(session, entity)
    with kept(session, stream, name) as file, writing(session):
        row = _changeable(session, store.lock(session, entity, id))
        if field is None:
            stored = _insert(session, file, entity, id, "")
            history.note(session, entity, id, "attach", comment=stored.name)
            return _attachment(stored)
        stored = _insert(session, file, entity, id, field)
        edit = judged(session, prepare(session, declared, row, {field: stored.id}))
        store.update(session, edit)
        return _attachment(stored)


def _changeable(session: Session, row: StoredRow) -> StoredRow:
    decision = decide(session, "update", seen(session, row).entity.name, row)
    if not decision:
        raise Forbidden(decision.reason)
    return row


@contextmanager
def kept(session: Session, stream: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
    """A file written under a random name; it goes again when the block fails."""
    stored = secrets.token_hex(16)
    path = place(session, stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        size, digest = _copied(stream, path)
        shown = original_name(name)
        mime = type_of(path, shown)
        if mime is None:
            raise _refused(
                say("Files of this kind are not taken. Taken are: {kinds}.", kinds=allowed_types())
            )
        yield {"stored": stored, "name": shown, "size": size, "mime": mime, "sha256": digest}
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _copied(stream: BinaryIO, path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > LARGEST:
                raise _refused(say("This file is larger than {count} MB.", count=LARGEST >> 20))
            digest.update(piece)
            target.write(piece)
    if not size:
        raise _refused(say("This file is empty."))
    return size, digest.hexdigest()


def _refused(message: str) -> Refused:
    return Refused([FieldProblem("", message)])


def original_name(name: str) -> str:
    """What a file was called, without folders and without what no name may hold.

    >>> original_name("../../etc/合同 (1).pdf")
    '合同 (1).pdf'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:20]}" if dot else (clean[:LONGEST_NAME] or "file")


def place(session: Session, stored: str) -> Path:
    """Where a stored file lies; always inside the files' folder."""
    folder = session.rulebook.files_folder.resolve()
    path = (folder / stored[:2] / stored).resolve()
    if not path.is_relative_to(folder) or not stored.isalnum():
        raise NotFound
    return path


def _insert(session: Session, file: dict[str, Any], entity: str, id: int | None, field: str) -> Any:
    actor = session.actor
    return session.tables.File.create(
        **file,
        entity=entity,
        record=id,
        field=field,
        at=session.now,
        account=actor.account,
        person=actor.person,
    )


def _attachment(file: Any) -> Attachment:
    return Attachment(file.id, file.name, file.size, file.mime, file.at, file.person, file.field)


def attachments(session: Session, entity: str, id: int) -> tuple[Attachment, ...]:
    """The files added to a record, latest first, those in its fields left out."""
    _present(session, entity, id)
    table = session.tables.File
    found = (
        table.select()
        .where(table.entity == entity, table.record == id, table.field == "")
        .where(table.deleted_at.is_null())
        .order_by(table.id.desc())
    )
    return tuple(_attachment(file) for file in found)


def open_file(session: Session, id: int) -> OpenFile:
    """A file, if its record and its field may be seen; or else NotFound."""
    file = _guarded(session, id)
    path = place(session, file.stored)
    if not path.is_file():
        raise NotFound
    return OpenFile(path, file.name, file.mime, file.size)


def _guarded(session: Session, id: int) -> Any:
    table = session.tables.File
    file = table.get_or_none(table.id == id, table.deleted_at.is_null())
    if file is None:
        raise NotFound
    if file.record is None:
        if not _own(session, file):
            raise NotFound
        return file
    row = _present(session, file.entity, file.record)
    field = row.entity.fields.get(file.field)
    if file.field and not _shown(session, field, row):
        raise NotFound
    return file


def _present(session: Session, entity: str, id: int) -> StoredRow:
    """A record that is not in the bin and that whoever asks may see; or else NotFound."""
    row = session.row(known(session, entity).name, id)
    if row.values.get("deleted_at") is not None or not row.values:
        raise NotFound
    return seen(session, row)


def _own(session: Session, file: Any) -> bool:
    actor = session.actor
    return actor.system or (file.account == actor.account and file.person == actor.person)


def _shown(session: Session, field: Field | None, row: StoredRow) -> bool:
    return field is not None and readable(session, field, row)


def detach(session: Session, id: int) -> None:
    """Take a file off its record; the bytes stay for the history."""
    with writing(session):
        file = _guarded(session, id)
        if file.record is not None:
            row = _changeable(session, store.lock(session, file.entity, file.record))
            if file.field:
                edit = judged(session, prepare(session, row.entity, row, {file.field: None}))
                store.update(session, edit)
            else:
                history.note(session, file.entity, file.record, "detach", comment=file.name)
        table = session.tables.File
        table.update(deleted_at=session.now, deleted_by=session.actor.person).where(
            table.id == id
        ).execute()
