"""The rows behind a sheet's numbers as they were: which, at which version, and a digest of them.

Of one entity, date and subject they are read in one statement, which says of each row to which
aggregates it belongs: a sheet has dozens of aggregates and some dozens of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from formula.tree import Typed
from kpi.amounts import Request
from kpi.bound import Unbound, both, same
from kpi.canonical import digest
from kpi.figures import Figures
from kpi.period import Period
from kpi.rollup import LAST
from models.sql import TRUE, written_once
from records.actor import SYSTEM

LISTED = 2000
"""So many rows of a part are listed; of more there is the count and the digest."""

PARTS = ("numerator", "denominator")


class Number(NamedTuple):
    """A figure's cell."""

    name: str
    period: Period
    level: str
    who: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows of one part of a cell: how many, their digest, and (id, version) by entity."""

    count: int
    sha256: str
    rows: dict[str, list[list[int]]] = field(default_factory=dict)


class _Scan(NamedTuple):
    """Rows that one statement reads: of an entity, in a window, of somebody."""

    entity: str
    within: Typed | None
    subject: Typed | None
    who: int | None


Rows = Mapping[Typed | None, list[tuple[int, int]]]
"""The id and version of the rows that meet a condition, by the condition."""


def evidence(figures: Figures, name: str, period: Period, level: str, who: int | None) -> Any:
    """What both parts of a figure's cell were computed from, as plain values."""
    number = Number(name, period, level, who)
    return evidence_of(figures, (number,))[number]


def evidence_of(figures: Figures, numbers: Sequence[Number]) -> dict[Number, Any]:
    """The evidence of each of several cells."""
    behind = {(one, part): _behind(figures, one, part) for one in numbers for part in PARTS}
    wanted: dict[_Scan, dict[Typed | None, None]] = {}
    for (one, _), requests in behind.items():
        for request in requests:
            conditions = wanted.setdefault(_scan(request, one.who), {})
            conditions[request.bound.predicate()] = None
    read = {scan: _read(figures, scan, tuple(found)) for scan, found in wanted.items()}
    found: dict[Number, Any] = {}
    for (one, part), requests in behind.items():
        found.setdefault(one, {})[part] = _plain(_listed(requests, one.who, read))
    return found


def _behind(figures: Figures, one: Number, part: str) -> tuple[Request, ...]:
    """The aggregates of a part; of a last value which month is read decides each one's own rows."""
    name, who = one.name, one.who
    of_last = figures.kpi(name).rollup == LAST
    key = (part, name, one.period, one.level, who if of_last else None)
    try:
        found: tuple[Request, ...] = figures.once(
            key, lambda: figures.behind(name, one.period, one.level, who, part)
        )
    except Unbound:
        return ()
    return found


def _scan(request: Request, who: int | None) -> _Scan:
    bound = request.bound
    mine = None if bound.subject is None else who
    return _Scan(bound.entity, bound.rows_in(request.window), bound.subject, mine)


def _read(figures: Figures, scan: _Scan, conditions: Sequence[Typed | None]) -> Rows:
    """The rows of a scan that meet each condition, in order."""
    rulebook = figures.rulebook
    row: Any = rulebook.tables.model(scan.entity).alias(scan.entity)
    context, expressions = rulebook.context(SYSTEM), rulebook.expressions

    def written() -> Any:
        """The conditions as columns: the same text for everybody's sheet."""
        columns = [
            TRUE if each is None else expressions.condition(each, row, context)
            for each in conditions
        ]
        return written_once(rulebook.tables.database, columns)

    flags = figures.once(("flags", scan.entity, tuple(conditions)), written)
    whose = None if scan.subject is None else same(scan.subject, scan.who)
    where, picked = row.deleted_at.is_null(), both(scan.within, whose)
    if picked is not None:
        where &= expressions.condition(picked, row, context)
    query = row.select(row.id, row.version, flags).where(where).order_by(row.id)
    rows = rulebook.tables.database.execute(query).fetchall()
    return {
        condition: [(id, version) for id, version, *held in rows if held[n]]
        for n, condition in enumerate(conditions)
    }


def _listed(requests: Iterable[Request], who: int | None, read: Mapping[_Scan, Rows]) -> Evidence:
    """The rows of a part, each once."""
    picked: dict[str, set[tuple[int, int]]] = {}
    for request in requests:
        rows = read[_scan(request, who)][request.bound.predicate()]
        picked.setdefault(request.bound.entity, set()).update(rows)
    found = {entity: [list(one) for one in sorted(picked[entity])] for entity in sorted(picked)}
    lines = [f"{entity}:{id}:{version}" for entity, rows in found.items() for id, version in rows]
    kept = found if len(lines) <= LISTED else {}
    return Evidence(len(lines), digest("\n".join(lines)), kept)


def _plain(found: Evidence) -> dict[str, Any]:
    return {"count": found.count, "sha256": found.sha256, "rows": found.rows}
