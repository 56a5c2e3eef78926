"""A form while it is filled in: what shows, what is required, what follows from the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from formula.reads import depends_on_form
from models.compiler import Scope
from models.lacking import lack
from models.sql import sql
from records.defaults import default
from records.edits import Edit, prepare
from records.lacking import missing
from records.query import path
from records.record import Draft
from records.rows import Row
from records.session import Session
from records.titles import title_for
from records.validate import locked, required, visible
from records.visibility import readable, readable_fields, writable
from records.write import seen
from schema.objects import Entity, Field


def draft(session: Session, entity: Entity, given: Mapping[str, Any]) -> Draft:
    """The start values of a new record that somebody may see, and its links' titles."""
    edit = prepare(session, entity, session.row(entity.name, None), given)
    values: dict[str, Any] = {}
    titles: dict[str, Any] = {}
    for field in entity.fields.values():
        if readable(session, field) and field.type != "lines":
            values[field.name] = edit.row.get(field.name)
            if field.type in ("link", "links"):
                titles[field.name] = link_title(session, field, values[field.name])
    return Draft(entity.name, values, titles)


def link_title(session: Session, field: Field, value: Any) -> Any:
    """The title behind a link's value, or the titles behind several."""
    if isinstance(value, tuple):
        return tuple(title_for(session, field.to, id) for id in value)
    return None if value is None else title_for(session, field.to, value)


def conditions(
    session: Session, entity: Entity, given: Mapping[str, Any], id: int | None
) -> dict[str, dict[str, Any]]:
    """What each readable field of a form is like now; lines as `lines.0.qty`.

    `value` is there only where the form should show another value than it holds:
    for computed fields, and for defaults that have just become known. `why` says what is to
    be entered before a computed field has a value.
    """
    before = session.row(entity.name, id)
    if id is not None:
        seen(session, before)
    edit = prepare(session, entity, before, given)
    found: dict[str, dict[str, Any]] = {}
    for each in edit.everywhere():
        prefix = f"{each.path}." if each.path else ""
        for field in each.entity.fields.values():
            if readable(session, field, None if each.new else each.row.before):
                found[prefix + field.name] = _condition(session, each, field)
    return found


def shown(session: Session, entity: Entity, id: int) -> frozenset[str]:
    """The readable fields of a record whose own condition lets them show."""
    row = seen(session, session.row(entity.name, id))
    return frozenset(
        field.name
        for field in readable_fields(session, entity, row)
        if visible(session, entity, field, row)
    )


def why_empty(session: Session, entity: str, id: int, name: str) -> str:
    """Why a computed field is empty, if something that it needs is not entered; or else ""."""
    row = session.row(entity, id)
    found, lacks = missing(session.context, lambda: row.get(name))
    return lacks() if found is None and lacks else ""


def lacking(session: Session, entity: Entity, ids: Collection[int], name: str) -> str:
    """Why a computed field of some records has no sum: what the first lacks; "" if none does."""
    field, model = entity.fields[name], session.model(entity.name)
    if field.formula is None or not ids:
        return ""
    scope = Scope((model,), session.context)
    lacks = lack(session.expressions, path(entity, field), scope)
    if lacks is None:
        return ""
    found = model.select(model.id).where(model.id.in_(list(ids)), sql("{}", lacks))
    first = found.order_by(model.id).limit(1).tuples().first()
    return why_empty(session, entity.name, first[0], name) if first else ""


def _condition(session: Session, edit: Edit, field: Field) -> dict[str, Any]:
    row: Row = edit.row
    before = None if edit.new else edit.row.before
    found: dict[str, Any] = {
        "visible": visible(session, edit.entity, field, row),
        "required": required(session, edit.entity, field, row),
        "readonly": not writable(session, field, before) or locked(session, field, row),
    }
    if field.formula is not None:
        found["value"], lacks = missing(session.context, lambda: row.get(field.name))
        if found["value"] is None and lacks:
            found["lacks"] = True
            found |= {} if edit.path else {"why": lacks()}
    elif edit.new and field.default is not None and field.stored:
        _propose(session, edit, field, found)
    if "value" in found and field.type in ("link", "links"):
        found["title"] = link_title(session, field, found["value"])
    return found


def _propose(session: Session, edit: Edit, field: Field, found: dict[str, Any]) -> None:
    if field.name not in edit.given:
        found["value"] = edit.row.get(field.name)
    elif edit.row.get(field.name) in (None, "", ()) and field.default is not None:
        # Emptied by hand, or not known before: only what follows from the form comes back.
        proposed = default(session, field, edit.row)
        if depends_on_form(field.default.tree) and proposed is not None:
            found["value"] = proposed
