"""A table of lines inside a form: stored lines, new ones, and the blank one to copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from wtforms import Field as FormField

from admin.columns import unit_of
from admin.entry import Entry, EntryForm, Source
from admin.widgets import Typed
from admin.words import text
from language import say
from records.record import Record
from schema.objects import Field

BLANK = "__row__"
"""Stands for a line's key in the blank line that a script copies."""

OFFERED = "first"
"""The key of the blank line that an empty table starts with."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the lines; what is not `written` is only shown."""

    field: Field
    written: bool
    total: bool = False

    @property
    def heading(self) -> str:
        """The label with its unit."""
        label = text(self.field.label)
        unit = "%" if self.field.type == "percent" and self.written else unit_of(self.field)
        return say("{label} ({unit})", label=label, unit=unit) if unit else label


@dataclass(frozen=True, slots=True)
class Table:
    """What a table of lines is made of.

    `source` answers where a column's picker asks, `shown` writes a value out,
    `values` and `titles` are what a new line starts with.
    """

    entity: str
    columns: tuple[Column, ...]
    locale: str
    source: Callable[[Field, str], Source]
    shown: Callable[[Field, Any, Any], str]
    values: Mapping[str, Any] = field(default_factory=dict)
    titles: Mapping[str, Any] = field(default_factory=dict)

    def entries(self, prefix: str) -> dict[str, Any]:
        """The controls of a line, not yet bound to a form."""
        written = (column.field for column in self.columns if column.written)
        return {f.name: Entry(f, self.locale, self.source(f, prefix)) for f in written}


class Row(EntryForm):
    """A line of a table; `record` is the id of a stored line."""

    def __init__(self, table: Table, name: str, key: str, record: int | None = None) -> None:
        prefix = f"{name}-{key}-"
        super().__init__(table.entries(prefix), prefix=prefix)
        self.table = table
        self.key = key
        self.record = record
        self.position = 1
        self.problems: list[str] = []
        self.shown: Mapping[str, str] = {}
        for _, entry in self.entries():
            entry.bare = True
        self.start(table.values, table.titles)
        if record is None:
            self.propose()
        self.show(table.values, table.titles)

    def show(self, values: Mapping[str, Any], titles: Mapping[str, Any]) -> None:
        """Write out the columns that nobody types."""
        self.shown = {
            column.field.name: self.table.shown(
                column.field, values.get(column.field.name), titles.get(column.field.name)
            )
            for column in self.table.columns
            if not column.written
        }

    def number(self, index: int) -> None:
        """Tell the line and its controls where they stand, also for those who hear the form."""
        self.position = index + 1
        for _, entry in self.entries():
            label = entry.label.text
            entry.spoken = say("{label}, line {number}", label=label, number=self.position)

    def typed(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """What stands in every control; a box that is not ticked is not sent at all."""
        return {name: _told(entry.typed) for name, entry in self.entries()}

    def given(self) -> dict[str, Any]:
        """What the gate is handed, with the id of a stored line."""
        values = super().given()
        return {"id": self.record, **values} if self.record else values


class LinesEntry(FormField):  # type: ignore[misc]
    """A field of lines on a form."""

    def __init__(self, declared: Field, locale: str, table: Table, **given: Any) -> None:
        super().__init__(text(declared.label, locale), widget=_no_widget, **given)
        self.declared = declared
        self.table = table
        self.rows: list[Row] = []
        self.removed: list[int] = []
        self.errors: list[str] = []
        self.required = declared.required
        self.visible = True
        self.readonly = False
        self.proposed = False
        self.totals: Mapping[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the lines that were sent, in the order in which they stood."""
        if formdata is None:
            return
        self.rows = [self._sent(formdata, key) for key in formdata.getlist(f"{self.name}-rows")]
        kept = {row.record for row in self.rows}
        stored = filter(str.isdecimal, formdata.getlist(f"{self.name}-stored"))
        self.removed = [key for key in map(int, stored) if key not in kept]
        self._number()

    def _sent(self, formdata: Any, key: str) -> Row:
        record = formdata.get(f"{self.name}-{key}-_id", "")
        row = Row(self.table, self.name, key, int(record) if record.isdecimal() else None)
        row.process(formdata)
        return row

    def propose(self) -> None:
        """Nothing: each new line proposes by itself."""

    def start(self, value: tuple[Record, ...] | None, title: Any) -> None:
        """Put the stored lines into the table, or one blank line to begin with."""
        self.rows = [self._stored(record) for record in value or ()]
        if not self.rows:
            self.rows = [Row(self.table, self.name, OFFERED)]
        self._number()

    def _stored(self, record: Record) -> Row:
        row = Row(self.table, self.name, str(record.id), record.id)
        row.start(record.values, record.titles)
        row.show(record.values, record.titles)
        return row

    def _number(self) -> None:
        for index, row in enumerate(self.rows):
            row.number(index)

    @property
    def stored(self) -> list[int]:
        """The ids of the lines that were stored when the form was opened."""
        return [row.record for row in self.rows if row.record] + self.removed

    @property
    def blank(self) -> Row:
        """The line that a script copies when one is added."""
        row = Row(self.table, self.name, BLANK)
        row.number(len(self.rows))
        return row

    @property
    def written(self) -> list[Row]:
        """The lines that count: an offered line that nobody touched does not."""
        untouched = self.blank.typed()
        return [r for r in self.rows if r.key != OFFERED or r.typed() != untouched]

    @property
    def given(self) -> list[dict[str, Any]]:
        """What the gate is handed: the lines in their order, then those to remove."""
        removed = ({"id": key, "_delete": True} for key in self.removed)
        return [*(row.given() for row in self.written), *removed]

    def place(self, rest: str, message: str) -> bool:
        """Keep a problem: of the table, of a line, or of a line's field."""
        index, _, name = rest.partition(".")
        rows = self.written
        if not index.isdecimal() or int(index) >= len(rows):
            self.errors.append(message)
        elif not name or not rows[int(index)].place(name, message):
            rows[int(index)].problems.append(message)
        return True

    def apply(self, said: Mapping[str, Any]) -> None:
        """Show or lock the table as the gate says."""
        self.visible = bool(said.get("visible", True))
        self.required = bool(said.get("required", self.required))
        self.readonly = bool(said.get("readonly", False))

    def asked(self, sent: Any, prefix: str) -> dict[str, Any]:
        """What a picker's question says of the line that it is for."""
        form = EntryForm(self.table.entries(prefix), prefix=prefix)
        form.process(sent)
        return {name: e.given for name, e in form.entries() if f"{prefix}{name}" in sent}

    def add(self, key: str) -> None:
        """One more blank line, for browsers without scripts."""
        self.rows.append(Row(self.table, self.name, key))
        self._number()

    def drop(self, key: str) -> None:
        """Leave a line out, for browsers without scripts."""
        dropped = [row for row in self.rows if row.key == key]
        self.removed += [row.record for row in dropped if row.record]
        self.rows = [row for row in self.rows if row.key != key]
        self._number()


def _told(typed: Typed) -> tuple[str, tuple[str, ...]]:
    return typed.text, tuple(key for key in typed.keys if key != "false")


def _no_widget(field: Any, **_: Any) -> Markup:
    """Nothing: admin/_lines.html draws the table."""
    return Markup("")
