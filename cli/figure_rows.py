"""The rows behind a part of a figure, by entity, as one reader may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rich.table import Table

from cli.main import say
from kpi.bound import Unbound
from kpi.figures import PARTS, Figures
from kpi.period import Period
from records.actor import SYSTEM
from records.gate import Gate
from records.query import MOST_ROWS, Query
from records.record import Record
from schema.values import Formula

__all__ = ["PARTS", "Behind", "behind", "rows_document", "rows_table"]


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows of one entity that a reader may see, and how many the reader may not."""

    entity: str
    rows: tuple[Record, ...]
    hidden: int


def behind(
    gate: Gate, name: str, period: Period, level: str, subject: int | None, part: str
) -> tuple[Behind, ...]:
    """The rows behind a part of a cell, by entity; nothing where no entity leads to the level."""
    try:
        found = Figures(gate.rulebook).rows(name, period, level, subject, part)
    except Unbound:
        return ()
    return tuple(_of(gate, entity, condition) for entity, condition in found.items())


def _of(gate: Gate, entity: str, condition: Formula) -> Behind:
    asked = Query(where=condition, sort=("id",))
    everything = Gate(gate.rulebook, SYSTEM).count(entity, asked)
    rows = tuple(_all(gate, entity, asked)) if gate.may("read", entity) else ()
    return Behind(entity, rows, everything - len(rows))


def _all(gate: Gate, entity: str, asked: Query) -> list[Record]:
    """Page after page, so that no row is left out of a large figure."""
    rows: list[Record] = []
    while True:
        number = len(rows) // MOST_ROWS + 1
        page = gate.find(entity, replace(asked, page=number, size=MOST_ROWS, counted=False))
        rows += page.records
        if len(page.records) < MOST_ROWS:
            return rows


def rows_document(found: tuple[Behind, ...]) -> dict[str, Any]:
    """The rows as plain values: ids and titles by entity, and how many are hidden."""
    listed = {
        each.entity: [{"id": record.id, "title": record.title} for record in each.rows]
        for each in found
    }
    return {"rows": listed, "hidden": {each.entity: each.hidden for each in found}}


def rows_table(title: str, found: tuple[Behind, ...]) -> Table:
    """The rows as a table, with a line for those that may not be seen."""
    table = Table(title=title)
    for heading in (say("entity"), say("number"), say("title")):
        table.add_column(heading)
    for each in found:
        for record in each.rows:
            table.add_row(each.entity, str(record.id), record.title)
        if each.hidden:
            table.add_row(each.entity, "", say("{count} not visible to you", count=each.hidden))
    return table
