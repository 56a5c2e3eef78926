"""What was given for a record, read and laid over what is stored, lines included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from language import say
from records import defaults
from records.query import unknown
from records.reading import Unreadable, read
from records.refusals import FieldProblem
from records.rows import DraftRow, StoredRow
from records.session import Session
from records.showing import label
from records.visibility import readable, system_fields, writable
from schema.objects import Entity, Field

ROW_KEYS = ("id", "_delete", "version", "line_number")
"""Keys of a line that are not fields."""


@dataclass(slots=True)
class Edit:
    """A record about to be created or changed, with its lines and what is wrong so far.

    `path` is where the record stands in the form: "" or `lines.2`. `given` names the
    fields that somebody wrote, `changed` those whose value differs from the stored one.
    """

    entity: Entity
    row: DraftRow
    path: str = ""
    place: int = 0
    given: set[str] = field(default_factory=set)
    lines: dict[str, list[Edit]] = field(default_factory=dict)
    removed: dict[str, list[StoredRow]] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)

    @property
    def new(self) -> bool:
        """Whether the record does not exist yet."""
        return self.row.id is None

    @property
    def changed(self) -> dict[str, Any]:
        """The values that differ from the stored ones."""
        if self.new:
            return dict(self.row.given)
        before = self.row.before
        return {n: v for n, v in self.row.given.items() if not same(before.get(n), v)}

    def problem(self, name: str, message: str) -> None:
        """Note what is wrong with a field, or with the whole record for ""."""
        path = f"{self.path}.{name}" if self.path and name else (self.path or name)
        self.problems.append(FieldProblem(path, message))

    def everywhere(self) -> Iterator[Edit]:
        """The record itself, then all its lines."""
        yield self
        for lines in self.lines.values():
            for line in lines:
                yield from line.everywhere()


def same(before: Any, after: Any) -> bool:
    """Whether two values are equal; the order of several ids does not matter."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return sorted(before) == sorted(after)
    return before == after or (before in (None, "", ()) and after in (None, "", ()))


def prepare(
    session: Session,
    entity: Entity,
    before: StoredRow,
    given: Mapping[str, Any],
    parent: Edit | None = None,
    lines: Field | None = None,
    place: int = 0,
) -> Edit:
    """Read what was given for a record; problems are noted, nothing is stored."""
    path = (
        f"{parent.path + '.' if parent.path else ''}{lines.name}.{place}"
        if parent and lines
        else ""
    )
    row = DraftRow(
        before,
        {},
        lambda: session.context,
        parent.row if parent else None,
        lines.by if lines else "",
    )
    edit = Edit(entity, row, path, place)
    if before.id is None:
        begin(session, edit, parent)
    for name, raw in given.items():
        if name not in ROW_KEYS and name != (lines.by if lines else ""):
            _take(session, edit, name, raw)
    if before.id is None:
        defaults.fill(session, row, edit.given)
        _settle_owner(edit)
    return edit


def begin(session: Session, edit: Edit, parent: Edit | None) -> None:
    """Give a new record what every record has: who, when, and its first state."""
    who, now = session.actor.name, session.now
    edit.row.given |= {
        "owner": parent.row.get("owner") if parent else session.actor.person,
        "created_at": now,
        "created_by": who,
        "updated_at": now,
        "updated_by": who,
    }
    if edit.entity.workflow is not None:
        edit.row.given[edit.entity.workflow.field] = edit.entity.workflow.initial


def _settle_owner(edit: Edit) -> None:
    if edit.entity.owner and edit.row.get(edit.entity.owner) is not None:
        edit.row.given["owner"] = edit.row.get(edit.entity.owner)


def _take(session: Session, edit: Edit, name: str, raw: Any) -> None:
    found = _field(session, edit, name)
    if found is None:
        edit.problem(name, unknown(name))
    elif found.type == "lines":
        _take_lines(session, edit, found, raw)
    else:
        _take_value(session, edit, found, raw)


def _field(session: Session, edit: Edit, name: str) -> Field | None:
    found = edit.entity.fields.get(name)
    if found is None:
        # Only the engine brings along who wrote what when, as when it loads old records.
        return system_fields(session.schema.people).get(name) if session.actor.system else None
    return found if readable(session, found, None if edit.new else edit.row.before) else None


def _take_value(session: Session, edit: Edit, found: Field, raw: Any) -> None:
    try:
        value = read(found, raw)
    except Unreadable as problem:
        if found.formula is None:
            edit.problem(found.name, str(problem))
        return
    if isinstance(value, tuple) and found.type == "links":
        value = tuple(sorted(value))
    if _may_set(session, edit, found):
        edit.row.given[found.name] = value
        edit.given.add(found.name)
        if found.name == edit.entity.owner:
            edit.row.given["owner"] = value if value is not None else session.actor.person
    elif not edit.new and not same(edit.row.before.get(found.name), value):
        edit.problem(found.name, say("You may not change {field}.", field=label(found)))
    elif edit.new and value is not None and found.formula is None:
        edit.problem(found.name, say("You may not write {field}.", field=label(found)))


def _may_set(session: Session, edit: Edit, found: Field) -> bool:
    workflow = edit.entity.workflow
    if workflow is not None and found.name == workflow.field and not edit.new:
        return False
    if found.name not in edit.entity.fields:
        return session.actor.system and found.name != "id"
    return writable(session, found, None if edit.new else edit.row.before)


def _take_lines(session: Session, edit: Edit, found: Field, raw: Any) -> None:
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        edit.problem(found.name, say("Write {field} as rows.", field=label(found)))
        return
    if not _lines_may_change(session, edit, found):
        if raw:
            edit.problem(found.name, say("You may not change {field}.", field=label(found)))
        return
    stored = (
        {row.id: row for row in edit.row.before.children(found.of, found.by)}
        if not edit.new
        else {}
    )
    edits, removed = _sorted_out(session, edit, found, raw, stored)
    edit.lines[found.name], edit.removed[found.name] = edits, removed
    gone = {row.id for row in removed}
    mentioned = {line.row.id for line in edits if not line.new}
    edit.row.lines[found.name] = [line.row for line in edits] + [
        _untouched(session, edit, found, row)
        for id, row in stored.items()
        if id not in gone and id not in mentioned
    ]


def _lines_may_change(session: Session, edit: Edit, found: Field) -> bool:
    return writable(session, found, None if edit.new else edit.row.before)


def _untouched(session: Session, edit: Edit, found: Field, row: StoredRow) -> DraftRow:
    return DraftRow(row, {}, lambda: session.context, edit.row, found.by)


def _sorted_out(
    session: Session,
    edit: Edit,
    found: Field,
    raw: Any,
    stored: Mapping[int | None, StoredRow],
) -> tuple[list[Edit], list[StoredRow]]:
    edits, removed = [], []
    child = session.entity(found.of)
    for place, given in enumerate(raw):
        id = _row_id(given.get("id"))
        if id is not None and id not in stored:
            edit.problem(f"{found.name}.{place}", say("This row does not exist any more."))
        elif given.get("_delete"):
            removed += [stored[id]] if id is not None else []
        else:
            before = stored[id] if id is not None else session.row(child.name, None)
            line = prepare(session, child, before, given, edit, found, place)
            edits.append(line)
    return edits, removed


def _row_id(given: Any) -> int | None:
    text = str(given or "").strip()
    return int(text) if text.isdigit() and len(text) < 19 and int(text) else None
