"""Fields that are unique together: against the database, and between the rows of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from language import say
from records.decide import decide, entity_label
from records.edits import Edit
from records.refusals import FieldProblem
from records.rows import Row
from records.session import Session
from records.showing import label
from records.titles import title_of
from records.visibility import readable
from schema.objects import Entity

EMPTY = (None, "", ())
Group = tuple[str, ...]


def leaving(edit: Edit) -> set[tuple[str, int | None]]:
    """The rows of a form that it takes out, which are in nobody's way."""
    removed = (rows for each in edit.everywhere() for rows in each.removed.values())
    return {(row.entity.name, row.id) for rows in removed for row in rows}


def note_shared(session: Session, edit: Edit, gone: Iterable[tuple[str, int | None]]) -> None:
    """Note each group of values of a record that another record has already."""
    if edit.problems:
        return
    without = [id for entity, id in gone if entity == edit.entity.name]
    for group in edit.entity.unique:
        if edit.new or edit.changed.keys() & set(group):
            message = taken_together(session, edit.entity, group, edit.row, without)
            if message:
                edit.problem(_place(session, edit, group), message)


def taken_together(
    session: Session, entity: Entity, group: Group, row: Row, without: Iterable[int | None] = ()
) -> str:
    """What to say when another record has all values of a group; "" when none has."""
    values = {name: row.get(name) for name in group}
    if any(value in EMPTY for value in values.values()):
        return ""
    model = session.model(entity.name)
    own = [id for id in (row.id, *without) if id is not None]
    same = [getattr(model, name) == value for name, value in values.items()]
    query = model.select(model.id).where(*same, model.deleted_at.is_null(), model.id.not_in(own))
    other = query.limit(1).tuples().first()
    return _taken(session, entity, group, other[0]) if other else ""


def _taken(session: Session, entity: Entity, group: Group, other: int) -> str:
    row = session.row(entity.name, other)
    if not decide(session, "read", entity.name, row):
        return say("Another record has the same values already. Write other values.")
    return say(
        "{entity} {title} has the same {fields} already. Change that one, or write other values.",
        entity=entity_label(session, entity.name),
        title=title_of(session, row, entity),
        fields=_labels(session, entity, group),
    )


def _labels(session: Session, entity: Entity, group: Group) -> str:
    fields = (entity.fields[name] for name in group)
    return say(", ").join(label(field) for field in fields if readable(session, field))


def _place(session: Session, edit: Edit, group: Group) -> str:
    """The field of a form beside which the message stands: the last one that was written."""
    seen = [name for name in group if readable(session, edit.entity.fields[name])]
    written = [name for name in seen if name in edit.given]
    return next(iter(reversed(written or seen)), "")


def twins_together(session: Session, edit: Edit) -> Iterator[FieldProblem]:
    """Rows of one form that share all values of a group."""
    for lines in edit.lines.values():
        met: dict[tuple[Group, tuple[Any, ...]], int] = {}
        for line in lines:
            for group, values in _written(line):
                first = met.setdefault((group, values), line.place)
                if first != line.place:
                    same = _labels(session, line.entity, _apart(line, group))
                    message = say("Row {row} has the same {field}.", row=first + 1, field=same)
                    yield FieldProblem(f"{line.path}.{_place(session, line, group)}", message)


def _written(line: Edit) -> Iterator[tuple[Group, tuple[Any, ...]]]:
    """The groups of a row that are filled in, with their values."""
    for group in line.entity.unique:
        values = tuple(line.row.get(name) for name in _apart(line, group))
        if values and not any(value in EMPTY for value in values):
            yield group, values


def _apart(line: Edit, group: Group) -> Group:
    """A group without the link to the record, which all rows of its form share."""
    return tuple(name for name in group if name != line.row.parent_link)
