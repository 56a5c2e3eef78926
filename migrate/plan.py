"""What applying a rulebook would do to a database, before it is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import peewee

from language import say
from migrate.changes import AddColumn, Change, Convert, CreateTable, Require, Widen, counted
from migrate.diff import Comparison, changes, remembering, target
from migrate.fills import Fills, fills
from migrate.hazards import Hazard, Rows, hazards
from migrate.live import drift, last_stamp, live, remembered
from migrate.meaning import Note, last_schema, notes
from migrate.renames import renames
from migrate.shape import Shape, wanted
from models.platform import TABLES as PLATFORM
from models.tables import Tables
from schema.objects import Schema


@dataclass(frozen=True, slots=True)
class Planned:
    """A change with its hazards, and how many rows it touches."""

    change: Change
    hazards: tuple[Hazard, ...] = ()
    note: str = ""

    @property
    def told(self) -> str:
        """How it changes, and how many rows it touches."""
        return ", ".join(filter(None, (self.change.detail(), self.note)))

    def lines(self, width: int, detail_width: int) -> list[str]:
        """The change as the plan prints it, each further hazard on a line of its own."""
        told = [f"{hazard.code}  {hazard.message}" for hazard in self.hazards] or [""]
        head = f"{self.change.sign} {padded(self.change.what(), width)}  "
        first = f"{head}{padded(self.told, detail_width)}  {told[0]}".rstrip()
        indent = " " * (columns(head) + detail_width + 2)
        remedies = [hazard.remedy for hazard in self.hazards if hazard.remedy]
        return [first, *(indent + text for text in told[1:]), *("  " + text for text in remedies)]


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes from a database to a rulebook; false when there is nothing to do."""

    tables: Tables
    planned: tuple[Planned, ...]
    found: Shape
    target: Shape
    fills: Fills
    drift: tuple[str, ...] = ()
    recorded: bool = False
    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything would change."""
        return bool(self.planned)

    @property
    def schema(self) -> Schema:
        """The rulebook that is wanted."""
        return self.tables.schema

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes in the order in which they are made."""
        return tuple(planned.change for planned in self.planned)

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """Everything that could lose or reinterpret data."""
        text = "changed since the last apply: {what}"
        strayed = [Hazard("H200", say(text, what=what)) for what in self.drift]
        return (*strayed, *(hazard for planned in self.planned for hazard in planned.hazards))

    def stopped_by(self, allow: frozenset[str] = frozenset()) -> tuple[Hazard, ...]:
        """The hazards that nobody has allowed, or that nobody may allow."""
        return tuple(h for h in self.hazards if not h.allowable or h.code not in allow)

    def __str__(self) -> str:
        """The plan as people read it before they apply it."""
        if not self and not self.drift and not self.notes:
            return say("Nothing to do: the database fits the rulebook.")
        return "\n".join([*self.lines(), self.totals() + " " + self.ending()])

    def lines(self) -> list[str]:
        """A line for each difference and each change."""
        strayed = [f"! {h.code}  {h.message}" for h in self.hazards if h.code == "H200"]
        own = [planned for planned in self.planned if is_new_platform_table(planned.change)]
        shown = [planned for planned in self.planned if planned not in own]
        width = max((columns(planned.change.what()) for planned in shown), default=0)
        detail_width = max((columns(planned.told) for planned in shown), default=0)
        lines = [line for planned in shown for line in planned.lines(width, detail_width)]
        own_line = "+ " + say("create {count} tables of the platform", count=len(own))
        return [*strayed, *([own_line] if own else []), *lines, *map(str, self.notes)]

    def totals(self) -> str:
        """How much is added, changed and removed."""
        signs = [change.sign for change in self.changes] + [note.sign for note in self.notes]
        count = Counter(signs)
        text = "{added} to add, {changed} to change, {removed} to remove."
        return say(text, added=count["+"], changed=count["~"], removed=count["-"])

    def ending(self) -> str:
        """What happens next."""
        found = self.hazards
        if not found:
            return say("No data is lost.")
        if any(not hazard.allowable for hazard in found):
            return say("Nothing was done. Repair what is named above first.")
        codes = ",".join(sorted({hazard.code for hazard in found}))
        return say("Nothing was done. To go on: python app.py apply --allow {codes}", codes=codes)


def plan(schema: Schema, database: peewee.Database) -> Plan:
    """Order the changes that turn a database into what a rulebook wants.

    Nothing is ever dropped: what no entity or field uses any more is kept and not shown.
    """
    tables = Tables(schema, database)
    found = live(database)
    left = remembered(database, found)
    compared = Comparison(
        remembering(found, left),
        wanted(tables),
        renames(schema, found),
        tables.indexes,
        retired_columns(schema),
    )
    steps = tuple(changes(compared, left))
    given = fills(tables, steps)
    rows = Rows(tables, compared, given)
    planned = tuple(Planned(step, hazards(step, rows), note(step, rows)) for step in steps)
    after = target(compared, steps)
    known = left is not None and last_stamp(database) == schema.stamp
    told = notes(last_schema(database, found), schema)
    return Plan(tables, planned, found, after, given, drift(found, left), known, told)


def retired_columns(schema: Schema) -> frozenset[tuple[str, str]]:
    """The columns of the fields that the rulebook calls retired."""
    return frozenset(
        (entity.name, name)
        for entity in schema.entities.values()
        for field in entity.fields.values()
        if field.retired
        for name in (field.name, f"{field.name}_id")
    )


def note(change: Change, found: Rows) -> str:
    """How many rows a change touches, and what with."""
    if isinstance(change, AddColumn | Require):
        return note_of_fill(change, found)
    if isinstance(change, Widen | Convert):
        count = found.filled(change.table, change.before.name)
        return counted("{count} value", "{count} values", count) if count else ""
    return ""


def note_of_fill(change: AddColumn | Require, found: Rows) -> str:
    """What the rows that have no value get."""
    added = isinstance(change, AddColumn)
    name = change.column.name
    count = found.count(change.table) if added else found.empty(change.table, name)
    fill = found.fills.get((change.table, name))
    if not count:
        return ""
    if fill is None:
        return counted("empty in {count} row", "empty in {count} rows", count) if added else ""
    texts = "filled with {value} in {count} row", "filled with {value} in {count} rows"
    return counted(*texts, count, value=fill.text)


def is_new_platform_table(change: Change) -> bool:
    """Whether a change makes a table that every rulebook has, of which nobody need read."""
    return isinstance(change, CreateTable) and change.table in PLATFORM


def columns(text: str) -> int:
    """How many columns of a terminal a text takes; Chinese characters take two.

    >>> columns("ab"), columns("文件")
    (2, 4)
    """
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def padded(text: str, width: int) -> str:
    """A text filled up with spaces to a width."""
    return text + " " * (width - columns(text))
