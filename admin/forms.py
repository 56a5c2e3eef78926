"""New records and changes: the form pages, what their pickers and scripts ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, request
from werkzeug.datastructures import MultiDict

from admin import attachments, conflicts, live_form, moves
from admin.cells import NUMERIC
from admin.compose import composed, looked_up, repeats_a_total
from admin.entry import EntryForm
from admin.entry_lines import LinesEntry
from admin.layout import FormPage, Part, only_shown, sections, spots
from admin.words import text
from formula.reads import children_read
from language import say
from records.record import Record
from records.refusals import Conflict, FieldProblem, Forbidden, Refused
from schema.objects import Entity, Field, Transition

MOST_OPTIONS = 20
EMPTY: tuple[Any, ...] = (None, "", (), [])
REFUSED = 422
"""The status of a form that comes back with problems."""


def new_page(view: Any) -> Any:
    """The form of a new record, or the record once the form was good."""
    decision = view.gate.decide("create", view.entity.name)
    if not decision:
        raise Forbidden(decision.reason)
    form = composed(view, None)
    if request.method == "POST":
        return _sent(view, form, None)
    copied = request.args.get("_copy", type=int)
    if copied:
        _start_from(form, view.gate.get(view.entity.name, copied))
    else:
        given = _given_in_address(view.entity)
        draft = view.gate.draft(view.entity.name, given)
        form.start(draft.values, draft.titles)
        form.propose(but=given)
    return _page(view, form, None)


def edit_page(view: Any, id: int) -> Any:
    """The form of a record, or the record once the form was good."""
    record = view.gate.get(view.entity.name, id)
    decision = view.gate.decide("update", view.entity.name, record)
    if not decision:
        raise Forbidden(decision.reason)
    form = composed(view, record)
    if request.method == "POST":
        return _sent(view, form, record)
    form.start(record.values, record.titles)
    return _page(view, form, record)


def _given_in_address(entity: Entity) -> dict[str, str]:
    """Start values from the address: `?customer=7` opens the form for that customer."""
    return {name: value for name, value in request.args.items() if name in entity.fields}


def _start_from(form: EntryForm, record: Record) -> None:
    """Begin with what another record says; its files and lines' ids stay behind."""
    files = {name for name, e in form.entries() if e.declared.type in ("file", "image")}
    values = {name: value for name, value in record.values.items() if name not in files}
    form.start(values, record.titles)
    for _, entry in form.entries():
        for row in entry.rows if isinstance(entry, LinesEntry) else ():
            row.record = None


def _sent(view: Any, form: EntryForm, record: Record | None) -> Any:
    """Store what was sent, or show the form again with everything that was typed."""
    form.process(request.form)
    if _rearranged(form):
        return _page(view, form, record)
    uploads = attachments.take(view, form)
    looked_up(view, form)
    try:
        stored = _store(view, form, record)
    except Refused as refusal:
        return _page(view, form, record, (*uploads, *refusal.problems)), REFUSED
    except Conflict as conflict:
        return conflicts.conflict_page(view, form, conflict)
    return _onward(view, stored, record)


def _rearranged(form: EntryForm) -> bool:
    """Add or leave out a line, when a browser without scripts asks for it."""
    tables = {name: e for name, e in form.entries() if isinstance(e, LinesEntry)}
    added, (dropped, _, key) = (
        request.form.get("_add", ""),
        request.form.get("_drop", "").partition(":"),
    )
    if added in tables:
        tables[added].add(f"more{len(tables[added].rows)}")
    if dropped in tables:
        tables[dropped].drop(key)
    return added in tables or dropped in tables


def _store(view: Any, form: EntryForm, record: Record | None) -> Record:
    given = _with_lines(view, form)
    if record is None:
        known = view.gate.draft(view.entity.name).values
        found: Record = view.gate.create(view.entity.name, _said(view.entity, known, given))
        return found
    version = request.form.get("_version", 0, type=int)
    if request.form.get("_chosen"):
        given = conflicts.chosen(given)
    updated: Record = view.gate.update(view.entity.name, record.id, given, version)
    return updated


def _with_lines(view: Any, form: EntryForm) -> dict[str, Any]:
    """What the gate is handed, of new lines only what they say."""
    given = form.given()
    for name, entry in form.entries():
        if isinstance(entry, LinesEntry) and name in given:
            child, known = view.schema.entities[entry.table.entity], entry.table.values
            given[name] = [
                line if "id" in line else _said(child, known, line) for line in given[name]
            ]
    return given


def _said(entity: Entity, known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, without required fields left empty whose start value came later.

    A start value that names other fields is not known when the form opens. A script fills
    it in meanwhile; without one, or when somebody is faster, the gate does.
    """
    later = {
        name
        for name, field in entity.fields.items()
        if field.required and field.default is not None and known.get(name) in EMPTY
    }
    return {n: value for n, value in given.items() if n not in later or value not in EMPTY}


def _onward(view: Any, stored: Record, before: Record | None) -> Any:
    """Lead to the stored record, through the transition that the button named."""
    then = request.form.get("_then", "")
    if then:
        return moves.press(view, stored, then)
    flash(say("{title} is saved.", title=stored.title), "ok")
    return redirect(view.url("record", id=stored.id))


def _page(
    view: Any, form: EntryForm, record: Record | None, problems: tuple[FieldProblem, ...] = ()
) -> str:
    """The form as a page."""
    states = live_form.states(view, form, record)
    live_form.put(view, form, states)
    left = form.refuse(problems)
    shown = _shown(view, form, record, states)
    page = FormPage(
        heading=_heading(view, record),
        entity_label=text(view.entity.label),
        sections=sections(view.entity, form, shown, states, new=record is None),
        problems=spots(view.entity, form, left),
        conditions_url=view.url("conditions"),
        back=view.url("record", id=record.id) if record else view.url("list"),
        record=record,
        version=_version(record),
        state=_state(view.entity, record),
        before=_before(form, record),
        onward=_ways_on(view, record),
        begun=request.method == "POST",
    )
    return str(view.render("admin/form.html", page=page))


def _heading(view: Any, record: Record | None) -> str:
    label = text(view.entity.label)
    return say("Edit {title}", title=record.title) if record else say("New {entity}", entity=label)


def _version(record: Record | None) -> int:
    """The version that the person saw when the form was opened."""
    return request.form.get("_version", record.version if record else 0, type=int)


def _state(entity: Entity, record: Record | None) -> str:
    if record is not None:
        return record.state
    return entity.workflow.initial if entity.workflow else ""


def _before(form: EntryForm, record: Record | None) -> str:
    """What stood in the form at first, to tell later who changed what."""
    return request.form.get("_before") or (json.dumps(conflicts.words(form)) if record else "")


def _ways_on(view: Any, record: Record | None) -> tuple[Transition, ...]:
    """The next step on the usual way, if it asks nothing and may be pressed after saving."""
    if view.entity.workflow is None:
        return ()
    found = moves.next_step(view, record)
    return (found,) if found and not found.ask else ()


def _shown(
    view: Any, form: EntryForm, record: Record | None, states: Mapping[str, Any]
) -> dict[str, Part]:
    """The fields that somebody may read but not write, where they tell something."""
    found = {}
    children = {lines.table.entity for _, lines in live_form.tables(form)}
    for field in view.gate.fields(view.entity.name, record, "read"):
        said = states.get(field.name, {})
        words = live_form.words(view, field, said, record)
        if _tells(view, form, field, children) and _has_to_tell(field, words, record, children):
            found[field.name] = only_shown(field, words, said)
    return found


def _tells(view: Any, form: EntryForm, field: Field, children: set[str]) -> bool:
    """Whether a field is worth showing beside those that are written."""
    workflow = view.entity.workflow
    if field.type in ("lines", "sequence") or field.name in dict(form.entries()):
        return False
    if workflow is not None and field.name == workflow.field:
        return False
    return not any(repeats_a_total(field, view.schema.entities[child]) for child in children)


def _has_to_tell(field: Field, words: str, record: Record | None, children: set[str]) -> bool:
    """Whether a field has a value, or may get one while the form is filled in.

    Of a new record nothing but its lines can be counted yet.
    """
    if field.formula is None:
        return bool(words)
    counted = {entity for entity, _ in children_read(field.formula.tree)}
    return record is not None or (counted <= children and bool(words or field.type in NUMERIC))


def options(view: Any, field: str) -> Any:
    """What a picker offers: `customer`, or `lines.product` of a line."""
    holder, name, values = _asked(view, field)
    id = request.args.get("_id", type=int) if holder == view.entity.name else None
    words = request.args.get("q", "")
    found = view.gate.options(holder, name, words, values, MOST_OPTIONS, id)
    # What is called so comes before what only has the words somewhere else.
    ordered = sorted(found, key=lambda option: words.casefold() not in option.title.casefold())
    return jsonify([{"id": o.id, "title": o.title, "detail": o.detail} for o in ordered])


def _asked(view: Any, path: str) -> tuple[str, str, dict[str, Any]]:
    """The entity and the field that a picker is for, and what else the form says."""
    sent = MultiDict(request.args.items(multi=True))
    form = composed(view, None)
    form.process(sent)
    values = {name: e.given for name, e in form.entries() if name in sent}
    table, _, name = path.partition(".")
    lines = dict(form.entries()).get(table)
    if not name or not isinstance(lines, LinesEntry):
        return view.entity.name, path, values
    own = lines.asked(sent, request.args.get("_prefix", ""))
    return lines.table.entity, name, {**own, lines.declared.by: values}


def conditions(view: Any) -> Any:
    """What shows, is required and is computed while a form is filled in."""
    id = request.form.get("_id", type=int)
    record = view.gate.get(view.entity.name, id) if id else None
    form = composed(view, record)
    form.process(request.form)
    return jsonify(live_form.answer(view, form, record))
