"""The list page of an entity: search, conditions, views, columns, totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import jsonify, request
from markupsafe import Markup

from admin import saved_views, visit
from admin.asking import Listing, listing
from admin.cells import cell, plain
from admin.chips import Chip, chips, choosable, more_conditions
from admin.columns import Column, page_totals
from admin.home import due_words
from admin.pager import pager
from admin.periods import PERIODS
from admin.words import text
from language import say
from records.desk import finished
from records.query import Query
from records.record import Page, Record

PICKED = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A record as a row: its address, its cells in column order."""

    id: int
    title: str
    href: str
    cells: tuple[Markup, ...]
    due: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: its words, where a click sorts, and how it is sorted now."""

    column: Column
    label: str
    href: str
    sorted: str


def list_page(view: Any) -> Any:
    """The records of an entity that whoever asks may read."""
    asked = listing(view)
    page: Page = view.gate.find(view.entity.name, asked.query())
    if page.total and not page.records and asked.page > 1:
        asked = replace(asked, page=page.pages)
        page = view.gate.find(view.entity.name, asked.query())
    rows = [row(view, asked, record) for record in page.records]
    shown_chips = tuple(chips(view, asked, page))
    return view.render(
        "admin/list.html",
        asked=asked,
        page=page,
        columns=asked.columns,
        headings=[heading(asked, column) for column in asked.columns],
        rows=rows,
        chips=shown_chips,
        more=more_conditions(asked, view),
        tabs=saved_views.tabs(view, asked),
        totals=totals(asked, page),
        pages=pager(asked.address, page.total, page.page, page.size, len(page.records)),
        may={action: visit.may(action, view.entity.name) for action in ACTIONS},
        reports=printable(view),
        periods=PERIODS,
        choosable=choosable(asked),
        lede=lede(view, page, asked, rows),
        now_said=now_said(asked.search, shown_chips),
        module=module_label(view),
        export={kind: view.url("export", kind=kind) + query_of(asked) for kind in ("csv", "xlsx")},
    )


ACTIONS = ("create", "delete", "export", "import", "print", "restore")


def row(view: Any, asked: Listing, record: Record) -> Row:
    """A record as a row of the list."""
    locale = view.locale
    cells = tuple(
        row_title(view, record, column, locale)
        if column.role == "title"
        else cell(
            column.field,
            record.values.get(column.name),
            record.titles.get(column.name),
            locale,
            view.entity,
        )
        for column in asked.columns
    )
    href = view.url("record", id=record.id)
    return Row(record.id, record.title, href, cells, lateness(view, record))


def row_title(view: Any, record: Record, column: Column, locale: str) -> Markup:
    """The cell that opens the record."""
    shown = cell(
        column.field, record.values.get(column.name), record.titles.get(column.name), locale
    )
    words = shown.striptags() if column.field.type not in ("link", "links") else ""
    words = words or str(record.titles.get(column.name) or record.title)
    return Markup('<a class="key" href="{}">{}</a>').format(
        view.url("record", id=record.id), words if words != "–" else record.title
    )


def lateness(view: Any, record: Record) -> tuple[str, str]:
    """How late an unfinished record is, in words; nothing while it is in time."""
    due = record.values.get(view.entity.due)
    if due is None or finished(view.entity, record):
        return ("", "")
    phase, words = due_words(due)
    return (phase, words) if phase == "bad" else ("", "")


def heading(asked: Listing, column: Column) -> Heading:
    """A column's head; clicking again turns the order round."""
    first = asked.sort[0] if asked.sort else ""
    down = first == f"-{column.name}"
    up = first == column.name
    target = column.name if down else f"-{column.name}" if up else ascending_first(column)
    href = str(asked.address.setting(sort=target)) if column.sortable else ""
    return Heading(
        column, column.heading, href, "descending" if down else "ascending" if up else ""
    )


def ascending_first(column: Column) -> str:
    """The order of a first click: figures and days from the top, words from A."""
    falling = column.numeric or column.field.type in ("date", "datetime", "month")
    return f"-{column.name}" if falling else column.name


def totals(asked: Listing, page: Page) -> list[dict[str, Any]]:
    """The sums under the table: of this page, and of everything found."""
    if not asked.totals or not page.records:
        return []
    lines = [total_line(asked, say("All {count} found", count=f"{page.total:,}"), page.totals)]
    if page.total > len(page.records):
        label = say("The {count} of this page", count=len(page.records))
        known = [name for name in asked.totals if page.totals.get(name) is not None]
        of_page = page_totals(page.records, known)
        lines.insert(0, total_line(asked, label, of_page))
    return lines


def total_line(asked: Listing, label: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A line of sums: its label over the first columns, then each sum under its column."""
    names = [column.name for column in asked.columns]
    span = max(1, min(names.index(name) for name in asked.totals))
    return {
        "label": label,
        "span": span,
        "cells": [_sum(column, values.get(column.name)) for column in asked.columns[span:]],
    }


def _sum(column: Column, value: Any) -> str:
    if value is None:
        return ""
    return str(plain(column.field, value, None, ""))


def printable(view: Any) -> list[Any]:
    """The documents that can be printed of this entity's records."""
    if view.printer is None or not visit.may("print", view.entity.name):
        return []
    return [report for report in view.schema.reports.values() if report.of == view.entity.name]


def lede(view: Any, page: Page, asked: Listing, rows: Sequence[Row]) -> str:
    """How many there are, and what among those shown needs somebody, in a sentence."""
    if not page.total:
        return ""
    first = "{count} match these conditions" if asked.narrowed else "{count} in all"
    words = say(first, count=f"{page.total:,}")
    needs = urgent(view, page, rows)
    if not needs:
        return words + say(".")
    among = "; among them {needs}." if page.total == len(rows) else "; on this page {needs}."
    return words + say(among, needs=say(", ").join(needs))


def urgent(view: Any, page: Page, rows: Sequence[Row]) -> list[str]:
    """What is late, and what stands in a state that waits for somebody."""
    late = sum(bool(row.due[1]) for row in rows)
    states = view.entity.workflow.states if view.entity.workflow else {}
    found = Counter(record.state for record in page.records)
    waiting = [(text(s.label), found[name]) for name, s in states.items() if s.phase == "wait"]
    parts = [say("{count} overdue", count=late)] if late else []
    return parts + [say("{count} in “{state}”", count=n, state=label) for label, n in waiting if n]


def now_said(search: str, shown: Sequence[Chip]) -> str:
    """The conditions in force, for whoever finds nothing."""
    said = [say("words “{text}”", text=search)] if search else []
    said += [
        say("{label}: {condition}", label=chip.label, condition=chip.said)
        for chip in shown
        if chip.said
    ]
    return say("Now asked: {conditions}.", conditions=say("; ").join(said)) if said else ""


def module_label(view: Any) -> str:
    """The module that the entity belongs to."""
    module = view.schema.modules.get(view.entity.module)
    return text(module.label) if module else ""


def query_of(asked: Listing) -> str:
    """The conditions of a list, to be asked of another address."""
    return f"?{asked.query_text}" if asked.query_text else ""


def pick(view: Any) -> Any:
    """Records whose words match, for conditions that name a record."""
    words = request.args.get("q", "").strip()[:100]
    query = Query(search=words, size=PICKED)
    found: Sequence[Record] = view.gate.find(view.entity.name, query).records
    return jsonify([{"id": record.id, "title": record.title, "detail": ""} for record in found])
