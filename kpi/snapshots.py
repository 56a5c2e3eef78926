"""Freezing a sheet: everything that it says as one text, hashed and chained, for good.

A snapshot is only ever added: the database's own triggers refuse to change or delete one.
Whoever rewrites the past has to rewrite every snapshot since, and the hashes on paper stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from peewee import fn

from kpi.canonical import canonical, digest
from kpi.contents import contents
from kpi.dated import context_of
from kpi.distribution import beyond
from kpi.figures import Figures
from kpi.members import sheets_of
from kpi.notes import unexplained
from kpi.results import check_ready, write_results
from kpi.sheet import Sheet, sheet_of
from kpi.waiting import leads_to
from language import current, say
from models.database import transaction
from records import history
from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import FieldProblem, Refused
from records.rulebook import Rulebook
from records.turns import alone

LINE = "rb_snapshot"
"""The counter whose row whoever freezes a sheet or closes a cycle holds until the end."""

FROZEN = "freeze"
"""What the history of a record calls its freezing."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A sheet as it was frozen; `version` counts the snapshots of one record from 1."""

    id: int
    card: str
    entity: str
    record: int
    version: int
    period: str
    person: int | None
    at: datetime
    who: str
    reason: str
    body: str
    sha256: str
    previous: str

    @property
    def content(self) -> dict[str, Any]:
        """What the text says."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def code(self) -> str:
        """The first twelve digits of the hash, as paper shows them."""
        return self.sha256[:12]


def freeze(
    gate: Gate, entity: str, id: int, reason: str = "", figures: Figures | None = None
) -> Snapshot:
    """Keep a sheet as it is now; the same sheet frozen twice at once is one snapshot.

    A later freezing of the same record is its next version; the versions before stay.
    Its results are written into the record first, so that the snapshot holds them too.
    Raises Refused when the record is no sheet that can be computed, is not ready, or when
    a missed figure lacks the note that its card asks for.
    """
    rulebook = gate.rulebook
    with transaction(rulebook.tables.database):
        alone(rulebook.tables, LINE)
        before = latest(rulebook, entity, id)
        now = gate.session.row(entity, id).get("version")
        if before is not None and before.content["sheet"]["version"] == now:
            return before
        figures = figures or Figures(rulebook)
        made = sheet_of(figures, gate, entity, id, final=True)
        if made is None:
            raise Refused([FieldProblem("", say("This record is no sheet of any scorecard."))])
        _explained(made)
        check_ready(made)
        _check_limits(figures, gate, made, id)
        write_results(gate, made, id)
        row = gate.session.row(entity, id)
        version = before.version + 1 if before else 1
        kept = _added(gate, contents(figures, gate, row, made, version, reason))
        history.note(gate.session, entity, id, FROZEN, comment=kept.code)
        return kept


def _check_limits(figures: Figures, gate: Gate, made: Sheet, id: int) -> None:
    """Refuse a sheet whose grade the cycle has often enough, where the card says so."""
    card = made.card
    if not card.distribution.block:
        return
    sheets = sheets_of(Gate(gate.rulebook, SYSTEM), card, made.period)
    workflow = gate.rulebook.entity(card.of).workflow
    closed = {
        sheet.id
        for sheet in sheets
        if not workflow or not leads_to(workflow, str(sheet.values.get(workflow.field)), card)
    }
    taken = [
        figures.once(("grade", number), partial(_grade_of, gate.rulebook, number))
        for record, number in _newest(gate.rulebook, card.name, made.period.key).items()
        if record in closed - {id}
    ]
    grade = made.grade.name if made.grade else None
    context = context_of(gate.rulebook, made.period, gate.session.context)
    count = len({sheet.id for sheet in sheets} | {id})
    words = tuple(beyond(card, grade, taken, count, context))
    if words:
        raise Refused([FieldProblem("", each) for each in words])


def _newest(rulebook: Rulebook, card: str, period: str) -> dict[int, int]:
    """The number of the newest snapshot of each sheet of a card in a period."""
    table: Any = rulebook.tables.Snapshot
    found = table.select(table.record, table.id)
    where = (table.card == card) & (table.period == period)
    return dict(found.where(where).order_by(table.id).tuples())


def _grade_of(rulebook: Rulebook, number: int) -> str | None:
    """The grade that a snapshot says."""
    table: Any = rulebook.tables.Snapshot
    found: str | None = next(_read(rulebook, table.id == number)).content["result"]["grade"]
    return found


def must_explain(gate: Gate, entity: str, id: int) -> None:
    """Raise Refused unless every missed figure of a sheet has the note that it needs."""
    figures = Figures(gate.rulebook)
    made = sheet_of(figures, gate, entity, id, final=True)
    if made is not None:
        _explained(made)


def _explained(made: Sheet) -> None:
    """Refuse a sheet whose missed figures are not all explained."""
    lacking = unexplained(made.card, made.missed, made.notes)
    if lacking:
        labels = (item.label.text(current()) for item in made.items if item.name in lacking)
        words = say("Explain every missed figure first: {figures}.", figures=say(", ").join(labels))
        raise Refused([FieldProblem("", words)])


def _added(gate: Gate, content: dict[str, Any]) -> Snapshot:
    """Put a snapshot at the end of the chain."""
    rulebook, sheet = gate.rulebook, content["sheet"]
    table: Any = rulebook.tables.Snapshot
    last = table.select(table.sha256).order_by(table.id.desc()).first()
    previous = last.sha256 if last else ""
    body = canonical({**content, "previous": previous})
    id = table.insert(
        card=sheet["card"],
        entity=sheet["entity"],
        record=sheet["record"],
        version=sheet["snapshot"],
        period=sheet["period"],
        person=sheet["person"],
        at=gate.session.now,
        who=gate.actor.name,
        reason=sheet["reason"],
        body=body,
        sha256=digest(body),
        previous=previous,
    ).execute()
    return next(_read(rulebook, table.id == id))


def latest(rulebook: Rulebook, entity: str, record: int) -> Snapshot | None:
    """A record's newest snapshot, if it was ever frozen."""
    found = versions(rulebook, entity, record)
    return found[-1] if found else None


def versions(rulebook: Rulebook, entity: str, record: int) -> tuple[Snapshot, ...]:
    """Every snapshot of a record, the first one first, also under its entity's old name."""
    table: Any = rulebook.tables.Snapshot
    called = {entity, rulebook.entity(entity).renamed_from or entity}
    return tuple(_read(rulebook, table.entity.in_(called) & (table.record == record)))


def of_card(rulebook: Rulebook, card: str, period: str) -> tuple[Snapshot, ...]:
    """The newest snapshot of each sheet of a card in a period."""
    table: Any = rulebook.tables.Snapshot
    found = _read(rulebook, (table.card == card) & (table.period == period))
    return tuple({(each.entity, each.record): each for each in found}.values())


def by_code(rulebook: Rulebook, code: str) -> Snapshot | None:
    """The snapshot whose hash begins like this, if exactly one does."""
    table: Any = rulebook.tables.Snapshot
    found = tuple(_read(rulebook, table.sha256.startswith(code.lower())))
    return found[0] if len(found) == 1 else None


def neighbours(rulebook: Rulebook, snapshot: Snapshot) -> tuple[Snapshot | None, Snapshot | None]:
    """The snapshots right before and right after one in the chain."""
    table: Any = rulebook.tables.Snapshot
    before = table.select(fn.MAX(table.id)).where(table.id < snapshot.id)
    after = table.select(fn.MIN(table.id)).where(table.id > snapshot.id)
    return next(_read(rulebook, table.id == before), None), next(
        _read(rulebook, table.id == after), None
    )


def everything(rulebook: Rulebook) -> Iterator[Snapshot]:
    """Every snapshot in the order of the chain."""
    return _read(rulebook, None)


def _read(rulebook: Rulebook, where: Any) -> Iterator[Snapshot]:
    table: Any = rulebook.tables.Snapshot
    query = table.select().order_by(table.id)
    for row in (query if where is None else query.where(where)).dicts().iterator():
        yield Snapshot(**row)
