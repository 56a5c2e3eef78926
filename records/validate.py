"""What a record must fulfil before it is stored; every problem at once, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from formula.evaluate import holds
from formula.reads import fields_read
from language import current, say
from records.checks import truth
from records.decide import decide, entity_label
from records.defaults import default
from records.edits import Edit
from records.grants import condition, inherits, restricted
from records.lacking import missing
from records.limits import broken_limit
from records.refusals import FieldProblem
from records.rows import Row
from records.session import Session
from records.showing import label, shown
from records.titles import title_of
from records.unique import leaving, note_shared, twins_together
from records.visibility import readable
from schema.objects import Check, Entity, Field


def validate(session: Session, edit: Edit) -> list[FieldProblem]:
    """Every problem of a record and its lines, those of reading included."""
    gone = leaving(edit)
    for each in edit.everywhere():
        bad = {problem.path for problem in each.problems}
        for field in each.entity.fields.values():
            if field.stored or field.type == "lines":
                _validate_field(session, each, field, bad)
        note_shared(session, each, gone)
        _validate_checks(session, each)
        _validate_grant(session, each)
    return [problem for each in edit.everywhere() for problem in each.problems]


def _validate_field(session: Session, edit: Edit, field: Field, bad: set[str]) -> None:
    place = f"{edit.path}.{field.name}" if edit.path else field.name
    if place in bad:
        return
    for rule in RULES:
        message = rule(session, edit, field)
        if message:
            edit.problem(field.name if readable(session, field) else "", message)
            return


def visible(session: Session, entity: Entity, field: Field, row: Row) -> bool:
    """Whether a record's form shows a field, by its own condition and its sections'."""
    if field.visible_if is not None and not holds(field.visible_if.tree, row, session.context):
        return False
    sections = [section for section in entity.form if field.name in section.fields]
    return not sections or any(
        section.visible_if is None or holds(section.visible_if.tree, row, session.context)
        for section in sections
    )


def required(session: Session, entity: Entity, field: Field, row: Row) -> bool:
    """Whether a record must have a value in a field."""
    if not visible(session, entity, field, row):
        return False
    wanted = field.required_if
    return field.required or (wanted is not None and holds(wanted.tree, row, session.context))


def locked(session: Session, field: Field, row: Row) -> bool:
    """Whether a record's state of affairs closes a field to everybody."""
    return field.readonly_if is not None and holds(field.readonly_if.tree, row, session.context)


def _filled(edit: Edit, field: Field) -> bool:
    """Whether a field will have a value; a line of a new record already has its parent."""
    if field.name in edit.row.lines:
        return bool(edit.row.lines[field.name])
    if field.name == edit.row.parent_link and edit.row.parent is not None:
        return True
    return edit.row.get(field.name) not in (None, "", ())


def _required(session: Session, edit: Edit, field: Field) -> str:
    if field.type == "sequence" or _filled(edit, field):
        return ""
    if not required(session, edit.entity, field, edit.row):
        return ""
    if not readable(session, field):
        return say("A value is missing that somebody else must write first.")
    if edit.new and field.default is not None:
        _, lack = missing(session.context, partial(default, session, field, edit.row))
        if lack:
            return lack()
    return wanting(field)


def wanting(field: Field) -> str:
    """What to do about a field without a value."""
    words = (
        "Choose a value for {field}." if field.to or field.options else "Write a value for {field}."
    )
    if field.type in ("file", "image"):
        words = "Add a file for {field}."
    if field.type == "lines":
        words = "Add at least one row to {field}."
    return say(words, field=label(field))


def _locked(session: Session, edit: Edit, field: Field) -> str:
    changed = field.name in edit.given and field.name in edit.changed
    if not changed or session.actor.system or not locked(session, field, edit.row):
        return ""
    if edit.new and edit.row.get(field.name) is None:
        return ""
    return say("{field} may not be changed now.", field=label(field))


def _changed_value(edit: Edit, field: Field) -> Any:
    return edit.changed.get(field.name)


def _limits(session: Session, edit: Edit, field: Field) -> str:
    return broken_limit(field, _changed_value(edit, field), edit.row, session.context)


def _unique(session: Session, edit: Edit, field: Field) -> str:
    found = _changed_value(edit, field)
    if not field.unique or found in (None, "", ()):
        return ""
    return taken(session, edit.entity, field, found, edit.row.id)


def taken(session: Session, entity: Entity, field: Field, found: Any, own: int | None) -> str:
    """What to say when another record has a unique value already; "" when none has."""
    model = session.model(entity.name)
    query = model.select(model.id).where(
        getattr(model, field.name) == found, model.deleted_at.is_null()
    )
    if own is not None:
        query = query.where(model.id != own)
    other = query.limit(1).tuples().first()
    return _taken(session, entity, field, found, other[0]) if other else ""


def _taken(session: Session, entity: Entity, field: Field, found: Any, other: int) -> str:
    row = session.row(entity.name, other)
    if not decide(session, "read", entity.name, row):
        return say("{field} must be unique. Write another value.", field=label(field))
    return say(
        "{field} {value} is already used by {entity} {title}.",
        field=label(field),
        value=shown(field, found),
        entity=entity_label(session, entity.name),
        title=title_of(session, row, entity),
    )


def _links(session: Session, edit: Edit, field: Field) -> str:
    found = _changed_value(edit, field)
    if field.type not in ("link", "links") or found in (None, ()):
        return ""
    ids = found if isinstance(found, tuple) else (found,)
    fit = choosable(session, field, edit.row, ids, asked=field.name in edit.given)
    if fit == set(ids):
        return ""
    if any(id not in choosable(session, field, None, ids, field.name in edit.given) for id in ids):
        return say("{field}: this record does not exist. Choose another.", field=label(field))
    return say("{field}: this record may not be chosen here. Choose another.", field=label(field))


def choosable(
    session: Session, field: Field, row: Row | None, ids: tuple[int, ...], asked: bool = True
) -> set[int]:
    """Which of these records a link may point at, for a record that is being edited.

    Without the record, the link's `where` is left aside. What the engine itself fills
    in need not be readable for whoever is at work.
    """
    target = session.model(field.to).alias()
    query = target.select(target.id).where(target.id.in_(ids), target.deleted_at.is_null())
    if field.where is not None and row is not None:
        query = query.where(session.condition(field.where.tree, target, (row,)))
    if asked:
        query = restricted(query, condition(session, "read", field.to, target))
    return {id for (id,) in query.tuples()}


def _files(session: Session, edit: Edit, field: Field) -> str:
    found = _changed_value(edit, field)
    if field.type not in ("file", "image") or found is None:
        return ""
    table = session.tables.File
    file = table.select().where(table.id == found, table.deleted_at.is_null()).first()
    if file is None or not _may_use(session, edit, file):
        return say("{field}: this file does not exist. Add it again.", field=label(field))
    if field.type == "image" and not file.mime.startswith("image/"):
        return say("{field} must be a picture.", field=label(field))
    return ""


def _may_use(session: Session, edit: Edit, file: Any) -> bool:
    # A file may be put where it was uploaded for: by its uploader, or on its own record.
    if session.actor.system:
        return True
    if file.record is None:
        return bool(file.account == session.actor.account and file.person == session.actor.person)
    return bool(file.entity == edit.entity.name and file.record == edit.row.id)


Rule = Callable[[Session, Edit, Field], str]

RULES: tuple[Rule, ...] = (
    _required,
    _locked,
    _limits,
    _links,
    _files,
    _unique,
)
"""The rules of one field in the order in which they are tried; the first broken one speaks."""


def _validate_checks(session: Session, edit: Edit) -> None:
    bad = {problem.path.rpartition(".")[2] for problem in edit.problems}
    for check in edit.entity.checks:
        message = "" if bad and _doubtful(edit, check, bad) else _broken(session, edit, check)
        if message:
            field = edit.entity.fields.get(check.field)
            place = check.field if field is not None and readable(session, field) else ""
            edit.problem(place, message)


def _doubtful(edit: Edit, check: Check, bad: set[str]) -> bool:
    """Whether a check asks for what is itself to be corrected, or is computed from it."""
    fields = edit.entity.fields
    about = {name for owner, name in fields_read(check.that.tree) if owner == edit.entity.name}
    computed = any(name in fields and fields[name].formula is not None for name in about)
    return bool(bad & {check.field, "", *about}) or computed


def _broken(session: Session, edit: Edit, check: Check) -> str:
    """What to say of a check that is broken, or that needs what nobody entered."""
    ask = partial(truth, check.that.tree, edit.row, session.context)
    found, lack = missing(session.context, ask)
    if found is None and lack:
        return lack()
    return check.message.text(current()) if found is False else ""


def _validate_grant(session: Session, edit: Edit) -> None:
    """A line that has grants of its own is judged by them; others go with their record."""
    if not edit.path or session.actor.system or inherits(session.schema, edit.entity):
        return
    if edit.new or edit.changed:
        action, row = ("create", edit.row) if edit.new else ("update", edit.row.before)
        decision = decide(session, action, edit.entity.name, row)
        if not decision:
            edit.problem("", decision.reason)


def twins(session: Session, edit: Edit) -> Iterator[FieldProblem]:
    """Rows of one form that share a value, or several, which must be unique."""
    yield from twins_together(session, edit)
    for lines in edit.lines.values():
        met: dict[tuple[str, Any], int] = {}
        for line in lines:
            for field in line.entity.fields.values():
                found = line.row.given.get(field.name)
                if not field.unique or found in (None, "", ()):
                    continue
                first = met.setdefault((field.name, found), line.place)
                if first != line.place:
                    message = say(
                        "Row {row} has the same {field}.", row=first + 1, field=label(field)
                    )
                    yield FieldProblem(f"{line.path}.{field.name}", message)
