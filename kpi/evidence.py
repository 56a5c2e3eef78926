"""The rows behind a number as they were: which, at which version, and a digest of them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kpi.bound import Unbound
from kpi.canonical import digest
from kpi.figures import Figures
from kpi.period import Period
from records.actor import SYSTEM

LISTED = 2000
"""So many rows of a part are listed; of more there is the count and the digest."""

PARTS = ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows of one part of a cell: how many, their digest, and (id, version) by entity."""

    count: int
    sha256: str
    rows: dict[str, list[list[int]]] = field(default_factory=dict)


def evidence(figures: Figures, name: str, period: Period, level: str, who: int | None) -> Any:
    """What both parts of a figure's cell were computed from, as plain values."""
    return {part: _plain(_part(figures, name, period, level, who, part)) for part in PARTS}


def _part(
    figures: Figures, name: str, period: Period, level: str, who: int | None, part: str
) -> Evidence:
    try:
        conditions = figures.rows(name, period, level, who, part)
    except Unbound:
        conditions = {}
    found = {
        entity: list(_rows(figures, entity, condition.tree))
        for entity, condition in sorted(conditions.items())
    }
    lines = [f"{entity}:{id}:{version}" for entity, rows in found.items() for id, version in rows]
    kept = found if len(lines) <= LISTED else {}
    return Evidence(len(lines), digest("\n".join(lines)), kept)


def _rows(figures: Figures, entity: str, tree: Any) -> Iterator[list[int]]:
    """The id and version of each row that a condition picks, in order."""
    rulebook = figures.rulebook
    row: Any = rulebook.tables.model(entity).alias(entity)
    picked = rulebook.expressions.condition(tree, row, rulebook.context(SYSTEM))
    query = row.select(row.id, row.version).where(row.deleted_at.is_null() & picked)
    yield from ([id, version] for id, version in query.order_by(row.id).tuples())


def _plain(found: Evidence) -> dict[str, Any]:
    return {"count": found.count, "sha256": found.sha256, "rows": found.rows}
