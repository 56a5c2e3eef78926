"""The rows behind a part of a figure, by entity, for `kpi --rows --json`."""

from __future__ import annotations

from typing import Any

from kpi.figures import Figures
from kpi.period import Period
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query

PARTS = ("numerator", "denominator", "difference")
SIZE = 500


def rows_behind(
    figures: Figures, name: str, period: Period, level: str, subject: int | None, part: str
) -> dict[str, list[dict[str, Any]]]:
    """The id and title of every row behind a part of a cell, by entity."""
    conditions = figures.rows(name, period, level, subject, part)
    gate = Gate(figures.rulebook, SYSTEM)
    return {entity: _all(gate, entity, where) for entity, where in conditions.items()}


def _all(gate: Gate, entity: str, where: Any) -> list[dict[str, Any]]:
    """Page after page, so that no row is left out of a large figure."""
    rows: list[dict[str, Any]] = []
    number = 1
    while True:
        page = gate.find(entity, Query(where=where, page=number, size=SIZE, sort=("id",)))
        rows += [{"id": record.id, "title": str(record.title)} for record in page.records]
        if len(rows) >= page.total or not page.records:
            return rows
        number += 1
