"""What a change could lose or would fail on, counted in the rows there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import peewee

from language import say
from migrate.changes import (
    AddColumn,
    AddIndex,
    Change,
    ChangeOptions,
    Convert,
    Require,
    RetireColumn,
    RetireTable,
    Shorten,
    counted,
)
from migrate.convert import converted, group, kind_of
from migrate.diff import Comparison
from migrate.fills import Fills
from migrate.live import rows
from migrate.shape import Column
from models.expressions import Expressions
from models.names import quoted
from models.tables import Tables

WORDS: Mapping[str, str] = {
    "text": "text",
    "keys": "option",
    "whole": "whole number",
    "decimal": "number",
    "boolean": "yes or no",
    "date": "date",
    "month": "month",
    "datetime": "date and time",
    "time": "time",
    "link": "link",
    "file": "file",
}
"""What values are called, by how they are kept."""

SHOWN = 3
"""How many records a message names."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """Why a change stops: its code, what was found, and whether it may be allowed.

    What may not be allowed has to be repaired first; `remedy` says how.
    """

    code: str
    message: str
    remedy: str = ""

    @property
    def allowable(self) -> bool:
        """Whether `--allow` lets the change go on."""
        return not self.remedy


@dataclass(frozen=True, slots=True)
class Rows:
    """Questions to the database about rows, by the names that things will have."""

    tables: Tables
    compared: Comparison
    fills: Fills

    @property
    def database(self) -> peewee.Database:
        """Where the rows are."""
        return self.tables.database

    def count(self, table: str, condition: str = "", values: tuple[Any, ...] = ()) -> int:
        """How many rows of a table meet a condition."""
        old = self.old_table(table)
        if old not in self.compared.found.tables:
            return 0
        where = f" WHERE {condition}" if condition else ""
        return int(rows(self.database, f"SELECT COUNT(*) FROM {quoted(old)}{where}", values)[0][0])

    def filled(self, table: str, column: str) -> int:
        """How many rows have a value in a column."""
        return self.count(table, f"{self.column(table, column)} IS NOT NULL")

    def empty(self, table: str, column: str) -> int:
        """How many rows have none."""
        return self.count(table, f"{self.column(table, column)} IS NULL")

    def old_table(self, table: str) -> str:
        """The name that a table has now."""
        return self.compared.names.tables.get(table, table)

    def column(self, table: str, column: str) -> str:
        """The name that a column has now, as SQL writes it."""
        return quoted(self.compared.names.columns.get((table, column), column))

    def values(self, table: str, column: Column) -> Iterator[tuple[int, Any]]:
        """The id and value of every row that has one."""
        name = self.column(table, column.name)
        statement = f"SELECT id, {name} FROM {quoted(self.old_table(table))} WHERE {name} IS NOT NULL ORDER BY id"
        for id, raw in rows(self.database, statement):
            yield id, decoded(self.tables, column, raw)


def decoded(tables: Tables, column: Column, raw: Any) -> Any:
    """The Python value of what a column of the database holds."""
    return Expressions(tables).decoded(kind_of(column), raw)


def named(ids: list[int]) -> str:
    """Some records by number.

    >>> named([12, 88, 140, 150])
    '#12, #88, #140, …'
    """
    more = ", …" if len(ids) > SHOWN else ""
    return ", ".join(f"#{id}" for id in ids[:SHOWN]) + more


def of_retired_table(change: RetireTable, found: Rows) -> Iterator[Hazard]:
    """Rows that nobody will see any more."""
    count = found.count(change.table)
    if count:
        yield Hazard(
            "H202",
            counted("{count} row is no longer shown", "{count} rows are no longer shown", count),
        )


def of_retired_column(change: RetireColumn, found: Rows) -> Iterator[Hazard]:
    """Values that nobody will see any more, unless the rulebook calls it retired."""
    count = 0 if change.declared else found.filled(change.table, change.column.name)
    if count:
        yield Hazard(
            "H201",
            counted(
                "{count} value is no longer shown", "{count} values are no longer shown", count
            ),
        )


def of_conversion(change: Convert, found: Rows) -> Iterator[Hazard]:
    """Values that cannot be read as the new type, or only in part."""
    unreadable, rounded = [], []
    for id, value in found.values(change.table, change.before):
        reading = converted(value, change.before, change.column)
        if reading.value is None:
            unreadable.append(id)
        elif not reading.exact:
            rounded.append(id)
    wanted = say(WORDS[group(change.column)])
    if unreadable:
        texts = "{count} row holds no {type}: {ids}", "{count} rows hold no {type}: {ids}"
        told = counted(*texts, len(unreadable), type=wanted, ids=named(unreadable))
        yield Hazard("H203", told)
    if rounded:
        texts = "{count} value loses a part: {ids}", "{count} values lose a part: {ids}"
        yield Hazard("H204", counted(*texts, len(rounded), ids=named(rounded)))
    yield from of_emptied(change, unreadable)


def of_emptied(change: Convert, unreadable: list[int]) -> Iterator[Hazard]:
    """A required column that would be empty where its value cannot be read."""
    if unreadable and change.column.required:
        yield Hazard(
            "H205",
            counted("{count} row would be empty", "{count} rows would be empty", len(unreadable)),
            say("Correct these values first, or do not require the field."),
        )


def of_required(change: AddColumn | Require, found: Rows) -> Iterator[Hazard]:
    """Rows that have no value and get none."""
    name = change.column.name
    if not change.column.required or (change.table, name) in found.fills or change.column.default:
        return
    added = isinstance(change, AddColumn)
    count = found.count(change.table) if added else found.empty(change.table, name)
    if count:
        told = counted("{count} row has no value", "{count} rows have no value", count)
        remedy = say("Declare a default, or do not require the field yet.")
        yield Hazard("H205", told, remedy)


def of_unique(change: AddIndex, found: Rows) -> Iterator[Hazard]:
    """Values that several records share."""
    table = found.compared.moved.tables[change.table]
    if not change.unique or not all(column in table.columns for column in change.columns):
        return
    names = [found.column(change.table, column) for column in change.columns]
    columns = ", ".join(names)
    living = " AND deleted_at IS NULL" if "deleted_at" in table.columns else ""
    filled = " AND ".join(f"{name} IS NOT NULL" for name in names) + living
    statement = (
        f"SELECT {columns} FROM {quoted(found.old_table(change.table))} WHERE {filled}"
        f" GROUP BY {columns} HAVING COUNT(*) > 1 ORDER BY {columns}"
    )
    doubles = [" / ".join(map(str, row)) for row in rows(found.database, statement)]
    if doubles:
        shown = ", ".join(doubles[:SHOWN]) + (", …" if len(doubles) > SHOWN else "")
        texts = (
            "{count} value occurs more than once: {values}",
            "{count} values occur more than once: {values}",
        )
        remedy = say("Make these values different first.")
        yield Hazard("H206", counted(*texts, len(doubles), values=shown), remedy)


def of_options(change: ChangeOptions, found: Rows) -> Iterator[Hazard]:
    """Records that have an option which is no longer there."""
    options = set(change.column.options)
    used: dict[str, int] = {}
    for _, value in found.values(change.table, change.column):
        keys = json.loads(value) if group(change.column) == "keys" else [value]
        for key in set(keys) - options:
            used[key] = used.get(key, 0) + 1
    if used:
        told = ", ".join(f"{key} ({count})" for key, count in sorted(used.items()))
        yield Hazard("H207", say("options that are gone are in use: {options}", options=told))


def of_length(change: Shorten, found: Rows) -> Iterator[Hazard]:
    """Texts that are longer than they may be."""
    name = found.column(change.table, change.column.name)
    count = found.count(change.table, f"LENGTH({name}) > {int(change.column.longest or 0)}")
    if count:
        yield Hazard("H208", counted("{count} text is longer", "{count} texts are longer", count))


HAZARDS: Mapping[type[Change], Callable[[Any, Rows], Iterator[Hazard]]] = {
    RetireTable: of_retired_table,
    RetireColumn: of_retired_column,
    Convert: of_conversion,
    AddColumn: of_required,
    Require: of_required,
    AddIndex: of_unique,
    ChangeOptions: of_options,
    Shorten: of_length,
}


def hazards(change: Change, found: Rows) -> tuple[Hazard, ...]:
    """Everything that is dangerous about a change."""
    look = HAZARDS.get(type(change))
    return tuple(look(change, found)) if look else ()
