"""The page of one record: where it stands, what may be done, all that belongs to it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import flask
from flask import flash, redirect, request
from markupsafe import Markup

from admin.attachments import size_words
from admin.cells import NUMERIC, cell, plain
from admin.compose import repeats_a_total
from admin.entry import unit_beside
from admin.home import due_words
from admin.layout import groups
from admin.moves import Move, moves_of
from admin.related import (
    Beginning,
    LinesTable,
    RelatedTable,
    beginnings,
    lines_table,
    related_table,
)
from admin.timeline import SHOWN, Event, moment, timeline
from admin.track import Step, track
from admin.words import text
from formula.evaluate import holds
from formula.explain import explain
from formula.kinds import held
from kpi.sentence import Labels
from language import current, say
from records.desk import finished
from records.record import Record
from records.refusals import Conflict, Forbidden, NotFound, Refused
from records.rows import DraftRow
from schema.objects import Field, Report


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its value."""

    label: str
    shown: Markup
    width: str
    big: bool = False


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A section of the page."""

    label: str
    parts: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A card of the page: some sections, or a table of lines."""

    groups: tuple[ShownGroup, ...]
    table: LinesTable | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be printed, or why it cannot now."""

    label: str
    href: str
    reason: str
    draft: bool


@dataclass(frozen=True, slots=True)
class File:
    """An attachment and how to take it off."""

    name: str
    href: str
    said: str
    remove: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything that the record's template draws."""

    record: Record
    entity_label: str
    lede: str
    moves: tuple[Move, ...]
    track: tuple[Step, ...]
    blocks: tuple[Block, ...]
    related: tuple[RelatedTable, ...]
    begin: tuple[Beginning, ...]
    prints: tuple[Document, ...]
    files: tuple[File, ...]
    events: tuple[Event, ...]
    more_events: int
    may: Mapping[str, bool]


ACTIONS = ("update", "delete", "create")


def record_page(view: Any, id: int) -> Any:
    """One record as whoever asks may see it."""
    with view.gate.remembering():
        page = _page(view, view.gate.get(view.entity.name, id))
    return view.render("admin/record.html", page=page)


def _page(view: Any, record: Record) -> RecordPage:
    history = view.gate.history(record.entity, record.id)
    fields = view.gate.fields(view.entity.name, record)
    may = {action: bool(view.gate.decide(action, record.entity, record)) for action in ACTIONS}
    related = _related(view, record)
    return RecordPage(
        record=record,
        entity_label=text(view.entity.label),
        lede=_lede(view, record),
        moves=moves_of(view, record),
        track=track(view.schema, view.entity, record, history),
        blocks=tuple(
            block
            for block in _blocks(view, record, fields, may["update"])
            if block.groups or block.table
        ),
        related=related,
        begin=tuple(beginnings(view, record.id, related)),
        prints=tuple(_documents(view, record)),
        files=tuple(_files(view, record)),
        events=tuple(timeline(view.schema, view.entity, history)),
        more_events=max(0, len(history) - SHOWN),
        may=may,
    )


def _blocks(view: Any, record: Record, fields: Sequence[Field], may_write: bool) -> Iterator[Block]:
    """The sections and the tables of lines in their declared order.

    Whoever cannot fill in an empty field need not see it.
    """
    seen, big = _visible(view, record), _biggest(fields)
    told = [f for f in fields if f.name in seen and not _is_told_above(view, record, f)]
    waiting: list[ShownGroup] = []
    for group in groups(view.entity, told, lambda field: _filled(record, field)):
        lines = [f for f in group.fields if f.type == "lines"]
        others = [f for f in group.fields if f.type != "lines"]
        others = [f for f in others if may_write or _filled(record, f)]
        above, below = _beside_lines(view, others, lines)
        if above:
            parts = tuple(_shown(view, record, field, big) for field in above)
            waiting.append(ShownGroup(group.label, parts))
        if lines:
            yield Block(tuple(waiting))
            waiting = []
            sums = tuple(_shown(view, record, field, big) for field in below)
            tables = [lines_table(view, f, record.values.get(f.name, ())) for f in lines]
            yield from (Block((), table) for table in tables[:-1])
            yield Block((), replace(tables[-1], sums=sums))
    yield Block(tuple(waiting))


def _beside_lines(
    view: Any, fields: list[Field], lines: list[Field]
) -> tuple[list[Field], list[Field]]:
    """The fields of a section above its lines, and the sums below them.

    What only repeats a column's total is neither.
    """
    children = [view.schema.entities[line.of] for line in lines]
    kept = [f for f in fields if not any(repeats_a_total(f, child) for child in children)]
    below = [f for f in kept if lines and f.formula is not None and f.type in NUMERIC]
    return [field for field in kept if field not in below], below


def _biggest(fields: Sequence[Field]) -> str:
    """The amount that the record is about: the first that is computed."""
    return next((f.name for f in fields if f.type == "money" and f.formula is not None), "")


def _is_told_above(view: Any, record: Record, field: Field) -> bool:
    """Whether the head of the page says it already: the state, the number in the title."""
    workflow, value = view.entity.workflow, record.values.get(field.name)
    if workflow is not None and field.name == workflow.field:
        return True
    return field.type == "sequence" and bool(value) and str(value) in record.title


def _visible(view: Any, record: Record) -> frozenset[str]:
    """The fields whose own condition, and whose section's, lets them show."""
    if record.deleted:
        return frozenset(record.values)
    found: frozenset[str] = view.gate.shown(record.entity, record.id)
    return found


def _filled(record: Record, field: Field) -> bool:
    return record.values.get(field.name) not in (None, "", ())


def _shown(view: Any, record: Record, field: Field, big: str) -> Shown:
    value, title = record.values.get(field.name), record.titles.get(field.name)
    why = ""
    if value is None and field.formula is not None and not record.deleted:
        why = view.gate.why_empty(record.entity, record.id, field.name)
    words = cell(field, value, title, view.locale, view.entity)
    if value is not None and (currency := _currency(view, record, field)):
        words = Markup("{} {}").format(words, currency)
    words = Markup('<span class="small t-warn">{}</span>').format(why) if why else words
    return Shown(text(field.label), words, _width(field), field.name == big and value is not None)


def _currency(view: Any, record: Record, field: Field) -> str:
    """The currency of an amount, as its record says it, where it is not the company's own."""
    unit = field.kind.unit
    if field.type != "money" or unit == view.schema.company.currency:
        return ""
    if not held(field.kind):
        return say(unit)
    said, declared = record.values.get(unit), view.entity.fields.get(unit)
    return plain(declared, said, None, view.locale) if said and declared else ""


def _width(field: Field) -> str:
    """Long texts take the page's width; everything else stands in three columns."""
    return "full" if field.type == "text" or field.width == "full" else "third"


def _lede(view: Any, record: Record) -> str:
    """One sentence under the title: whose it is, until when, and when it last changed."""
    due = record.values.get(view.entity.due)
    open_still = not finished(view.entity, record)
    parts = (
        str(record.titles.get("owner") or ""),
        _amount(view, record),
        say("due {day}, {words}", day=due, words=due_words(due)[1]) if due and open_still else "",
        _changed(record),
    )
    return " · ".join(filter(None, parts))


def _amount(view: Any, record: Record) -> str:
    """What the record comes to, if it has an amount that is computed."""
    name = _biggest(view.gate.fields(record.entity, record))
    value = record.values.get(name)
    if value is None:
        return ""
    field = view.entity.fields[name]
    figure, label = plain(field, value, None, view.locale), text(field.label)
    unit = "" if held(field.kind) else unit_beside(field, label)
    return " ".join(filter(None, (label, figure, _currency(view, record, field) or unit)))


def _changed(record: Record) -> str:
    at = record.values.get("updated_at")
    return say("changed {when}", when=moment(at)) if at else ""


def _related(view: Any, record: Record) -> tuple[RelatedTable, ...]:
    """The records that link here; an entity that does so twice is named with its field."""
    if record.deleted:
        return ()
    found = view.gate.related(record)
    often = Counter(related.entity for related in found)
    return tuple(related_table(view, record, each, often[each.entity] > 1) for each in found)


def _documents(view: Any, record: Record) -> Iterator[Document]:
    """The documents of a record, each with its address or the reason why it has none."""
    if view.printer is None or record.deleted:
        return
    decision = view.gate.decide("print", record.entity, record)
    for report in view.schema.reports.values():
        if report.of == record.entity and decision:
            reason = _not_yet(view, record, report)
            href = "" if reason else view.url("print", id=record.id, report=report.name)
            draft = report.draft is not None and _holds(view, record, report.draft.tree)
            yield Document(text(report.label), href, reason, draft and not reason)


def _holds(view: Any, record: Record, tree: Any, **given: Any) -> bool:
    """Whether a formula holds for a record, or would with other values."""
    session = view.gate.session
    row = DraftRow(session.row(record.entity, record.id), given, lambda: session.context)
    return bool(holds(tree, row, session.context))


def _not_yet(view: Any, record: Record, report: Report) -> str:
    """Why a document cannot be printed now; in states, if that is what it waits for."""
    if report.when is None or _holds(view, record, report.when.tree):
        return ""
    workflow = view.entity.workflow
    fit = [
        text(state.label)
        for name, state in (workflow.states.items() if workflow else ())
        if _holds(view, record, report.when.tree, **{workflow.field: name})
    ]
    if fit:
        return say("Can be printed when the state is {states}.", states=say(" or ").join(fit[:3]))
    names = Labels(view.schema, view.rulebook.settings)
    condition = explain(report.when.tree, names, current())
    return say("Can be printed only where: {condition}", condition=condition)


def _files(view: Any, record: Record) -> Iterator[File]:
    if record.deleted:
        return
    may = bool(view.gate.decide("update", record.entity, record))
    for file in view.gate.attachments(record.entity, record.id):
        yield File(
            file.name,
            view.url("file", file=file.id),
            say("{when}, {size}", when=moment(file.at), size=size_words(file.size)),
            view.url("detach", id=record.id, file=file.id) if may else "",
        )


def delete_record(view: Any, id: int) -> Any:
    """Put a record into the recycle bin."""
    record = view.gate.get(view.entity.name, id)
    try:
        view.gate.delete(view.entity.name, id, request.form.get("version", type=int))
    except (Refused, Conflict, Forbidden) as refusal:
        flash(str(refusal), "bad")
        return redirect(view.url("record", id=id))
    flash(say("{title} lies in the recycle bin now.", title=record.title), "ok")
    return redirect(view.url("list"))


def print_record(view: Any, id: int, report: str) -> Any:
    """A document of a record as PDF."""
    declared = view.schema.reports.get(report)
    if view.printer is None or declared is None or declared.of != view.entity.name:
        raise NotFound
    record = view.gate.get(view.entity.name, id)
    try:
        pdf = view.printer(declared, view.gate, id)
    except (Refused, Forbidden) as refusal:
        flash(str(refusal), "bad")
        return redirect(view.url("record", id=id))
    name = f"{text(declared.label)} {record.title}.pdf"
    return flask.send_file(io.BytesIO(pdf), "application/pdf", download_name=name, max_age=0)
