"""What was printed: each print with what it showed and a hash that chains to the one before.

Whoever changes or removes a line breaks the chain from there on, and `broken` says where.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from models.database import transaction
from records.actor import Actor
from records.history import note
from records.rulebook import Rulebook
from records.session import Session
from records.turns import alone
from reports.document import canonical

LEDGER = "rb_print"
"""The counter whose row printers hold while they write."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A print: of which report, of what, how it was numbered and what it showed."""

    report: str
    label: str
    number: str
    entity: str = ""
    record: int | None = None
    period: str = ""
    draft: bool = False
    pages: int = 0
    sha256: str = ""
    snapshot: dict[str, Any] = field(default_factory=dict)


def enter(rulebook: Rulebook, actor: Actor, copy: Copy) -> int:
    """Write a print down and say which copy of its document it is, counted from 1."""
    table: Any = rulebook.tables.Print
    session = Session(rulebook, actor)
    with transaction(rulebook.tables.database):
        alone(rulebook.tables, LEDGER)
        before = table.select().where(
            table.report == copy.report,
            (table.record == copy.record) if copy.record else table.record.is_null(),
            table.period == copy.period,
        )
        ordinal = int(before.count()) + 1
        last = table.select().order_by(table.id.desc()).first()
        table.insert(
            report=copy.report,
            entity=copy.entity,
            record=copy.record,
            period=copy.period,
            number=copy.number,
            copy_number=ordinal,
            at=session.now,
            account=actor.account,
            who=actor.name,
            draft=copy.draft,
            pages=copy.pages,
            sha256=copy.sha256,
            snapshot=copy.snapshot,
            previous=link(last) if last else "",
        ).execute()
        if copy.record:
            note(session, copy.entity, copy.record, "print", comment=copy.label)
    return ordinal


def link(row: Any) -> str:
    """The hash of a line of the ledger, its link to the line before included."""
    shown = {"snapshot": row.snapshot, "number": row.number, "copy": row.copy_number}
    text = canonical({"at": row.at.isoformat(), "pdf": row.sha256, "before": row.previous, **shown})
    return hashlib.sha256(text.encode()).hexdigest()


def broken(rulebook: Rulebook) -> Iterator[int]:
    """The ids of lines that do not follow from the line before them."""
    table: Any = rulebook.tables.Print
    expected = ""
    for row in table.select().order_by(table.id).iterator():
        if row.previous != expected:
            yield row.id
        expected = link(row)


def hashes(rulebook: Rulebook) -> frozenset[str]:
    """The hashes of all papers that were ever printed."""
    table: Any = rulebook.tables.Print
    return frozenset(sha256 for (sha256,) in table.select(table.sha256).distinct().tuples())


def figures_printed(rulebook: Rulebook, report: str, record: int, version: int) -> Any:
    """The figures that the first final print of this version of a record showed, if any.

    A sheet that was printed keeps its numbers, whatever is entered late elsewhere.
    """
    table: Any = rulebook.tables.Print
    found = (
        table.select()
        .where(table.report == report, table.record == record, table.draft == False)  # noqa: E712
        .order_by(table.id)
    )
    final = (row.snapshot or {} for row in found)
    return next(
        (s["figures"] for s in final if s.get("version") == version and "figures" in s), None
    )
