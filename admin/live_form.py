"""A form while somebody fills it in: what shows, what is required, what is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from admin.cells import plain
from admin.entry import EntryForm
from admin.entry_lines import LinesEntry, Row
from admin.layout import groups
from records.reading import Unreadable, read
from records.record import Record
from schema.objects import Field

States = Mapping[str, Mapping[str, Any]]
"""What the gate says of each field, `lines.0.qty` for one of a line."""


def states(view: Any, form: EntryForm, record: Record | None) -> States:
    """What the gate says of every field of a form that is filled in like this."""
    id = record.id if record else None
    found: States = view.gate.conditions(view.entity.name, form.given(), id)
    return found


def put(view: Any, form: EntryForm, said: States) -> None:
    """Show, require, lock and compute on a form what the gate says."""
    form.apply(said)
    _start(form, said)
    for name, lines in tables(form):
        for place, row in enumerate(lines.written):
            own = of_line(said, name, place)
            row.apply(own)
            _start(row, own)
            row.shown = {**row.shown, **computed(view, lines, own)}
        lines.totals = totals(view, lines, said)


def _start(form: EntryForm, said: States) -> None:
    """Put the start values that follow from the rest into their controls."""
    for name, entry in form.entries():
        if entry.proposed and "value" in said.get(name, {}):
            entry.start(said[name]["value"], said[name].get("title"))


def tables(form: EntryForm) -> Iterable[tuple[str, LinesEntry]]:
    """The tables of lines of a form."""
    return [(name, entry) for name, entry in form.entries() if isinstance(entry, LinesEntry)]


def of_line(said: States, name: str, place: int) -> dict[str, Mapping[str, Any]]:
    """What the gate says of one line's fields."""
    prefix = f"{name}.{place}."
    return {
        path.removeprefix(prefix): each for path, each in said.items() if path.startswith(prefix)
    }


def computed(view: Any, lines: LinesEntry, own: States) -> dict[str, str]:
    """The values of a line that nobody types, in words."""
    shown = (
        c.field
        for c in lines.table.columns
        if not c.written and "value" in own.get(c.field.name, {})
    )
    return {f.name: words(view, f, own[f.name], None) for f in shown}


def totals(view: Any, lines: LinesEntry, said: States) -> dict[str, str]:
    """The sums below a table of lines, in words."""
    found = {}
    for column in lines.table.columns:
        if column.total:
            name = column.field.name
            own = [of_line(said, lines.declared.name, n) for n in range(len(lines.written))]
            values = [
                _value(row, column.field, of) for row, of in zip(lines.written, own, strict=True)
            ]
            # A part of the lines is no total: one that lacks a rate leaves the column without.
            lacks = any(of.get(name, {}).get("lacks") for of in own)
            known = [value for value in values if value is not None and not lacks]
            found[column.field.name] = (
                plain(column.field, sum(known), None, view.locale) if known else ""
            )
    return found


def _value(row: Row, field: Field, own: States) -> Any:
    """A number of a line: computed by the gate, or read from what is typed."""
    if "value" in own.get(field.name, {}):
        return own[field.name]["value"]
    entry = dict(row.entries()).get(field.name)
    try:
        return read(field, entry.given) if entry is not None else None
    except Unreadable:
        return None


def words(view: Any, field: Field, said: Mapping[str, Any], record: Record | None) -> str:
    """A value that is only shown: as the gate computes it now, or as it is stored."""
    if "value" in said:
        words = str(plain(field, said["value"], said.get("title"), view.locale))
        return words or said.get("why", "")
    if record is None:
        return ""
    return str(
        plain(field, record.values.get(field.name), record.titles.get(field.name), view.locale)
    )


def answer(view: Any, form: EntryForm, record: Record | None) -> dict[str, Any]:
    """Everything that the form's script puts in place."""
    said = states(view, form, record)
    entries = dict(form.entries())
    top = {
        name: each for name, each in said.items() if "." not in name and name in view.entity.fields
    }
    return {
        "fields": {
            n: _told(view, view.entity.fields[n], each, entries.get(n), record)
            for n, each in top.items()
        },
        "sections": _sections(view, top),
        "lines": {name: _lines(view, lines, said) for name, lines in tables(form)},
    }


def _told(
    view: Any, field: Field, said: Mapping[str, Any], entry: Any, record: Record | None
) -> dict[str, Any]:
    """What the script puts at one field."""
    told = {key: said[key] for key in ("visible", "required", "readonly") if key in said}
    if isinstance(entry, LinesEntry):
        return {key: told[key] for key in ("visible", "required") if key in told}
    if entry is None:
        return {
            "visible": told.get("visible", True),
            "shown": words(view, field, said, record) or "–",
        }
    if "value" in said and (entry.proposed or said["value"] is not None):
        entry.start(said["value"], said.get("title"))
        told["value"] = entry.typed.standing
        told["title"] = entry.typed.text
    return told


def _sections(view: Any, said: States) -> dict[str, bool]:
    """Which sections have anything to show."""
    known = [field for name, field in view.entity.fields.items() if name in said]
    found = groups(view.entity, known, lambda field: True)
    return {g.key: any(said[f.name].get("visible", True) for f in g.fields) for g in found}


def _lines(view: Any, lines: LinesEntry, said: States) -> dict[str, Any]:
    """What the script puts into a table of lines."""
    rows = {}
    for place, row in enumerate(lines.written):
        own, entries = of_line(said, lines.declared.name, place), dict(row.entries())
        rows[row.key] = {
            c.field.name: _told(view, c.field, own[c.field.name], entries.get(c.field.name), None)
            for c in lines.table.columns
            if c.field.name in own
        }
    return {"rows": rows, "totals": totals(view, lines, said)}
