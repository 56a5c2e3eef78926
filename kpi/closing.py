"""Closing a cycle: when no sheet of it is open any more, and none may come or go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from formula.evaluate import Row
from kpi.lengths import period_of
from kpi.members import sheets_of
from kpi.period import Period, months
from kpi.sheet import scorecard_of
from kpi.snapshots import LINE
from language import current, say
from models.database import transaction
from records.actor import SYSTEM
from records.gate import Gate
from records.packing import unpacked
from records.refusals import FieldProblem, Forbidden, Refused
from records.rows import DraftRow, StoredRow
from records.rulebook import Change, Rulebook
from records.session import Session
from records.turns import alone
from records.workflow import leaving
from schema.indicators import Scorecard

FINISHED = ("end", "bad")
"""Phases in which nothing more is to come."""


@dataclass(frozen=True, slots=True)
class Closed:
    """That a cycle was closed: when, by whom and why."""

    at: datetime
    who: str
    reason: str


def closed(rulebook: Rulebook, card: str, period: Period) -> Closed | None:
    """Whether and how a cycle was closed."""
    table: Any = rulebook.tables.platform["Cycle"]
    asked = table.select(table.at, table.who, table.reason).where(
        (table.card == card) & (table.period == period.key)
    )
    found = next(iter(asked.tuples()), None)
    return Closed(*found) if found else None


def close_cycle(gate: Gate, card: Scorecard, period: Period, reason: str = "") -> Closed:
    """Close a cycle for good; closing it again says when it was closed.

    Raises Forbidden for whoever may not make its sheets, and Refused while there is no sheet
    or one is open.
    """
    if not gate.may("create", card.of):
        raise Forbidden(say("Only who may make its sheets may close a cycle."))
    rulebook = gate.rulebook
    with transaction(rulebook.tables.database):
        alone(rulebook.tables, LINE)
        before = closed(rulebook, card.name, period)
        if before is not None:
            return before
        _check_finished(rulebook, card, period)
        found = Closed(gate.session.now, gate.actor.name, reason)
        table: Any = rulebook.tables.platform["Cycle"]
        table.insert(
            card=card.name, period=period.key, at=found.at, who=found.who, reason=reason
        ).execute()
    return found


def _check_finished(rulebook: Rulebook, card: Scorecard, period: Period) -> None:
    everybody = Gate(rulebook, SYSTEM)
    sheets = sheets_of(everybody, card, period)
    if not sheets:
        raise Refused([FieldProblem("", say("This cycle has no sheet. Open it first."))])
    workflow = rulebook.entity(card.of).workflow
    if workflow is None:
        return
    waiting = [
        sheet.title
        for sheet in sheets
        if workflow.states[sheet.values[workflow.field]].phase not in FINISHED
        and leaving(rulebook.entity(card.of), sheet.values[workflow.field])
    ]
    if waiting:
        words = say(
            "{count} sheets are still open: {titles}.",
            count=len(waiting),
            titles=say(", ").join(waiting[:5]),
        )
        raise Refused([FieldProblem("", words)])


ADDED = ("create", "import", "restore", "duty")
"""What adds a sheet to a cycle, whatever it says."""

Place = tuple[str, Period, Any]
"""The card, the period and whose sheet it is."""


def guard_closed(session: Session, change: Change) -> None:
    """Refuse a sheet that comes into a cycle that is closed, or goes out of one.

    It is made there, taken out of the bin, or changed so that it is about that cycle or, in
    it, about somebody else; or it was there, and is deleted or changed so that it is not.
    """
    cards = session.schema.scorecards.values()
    if all(card.of != change.entity for card in cards):
        return
    added, deleted = change.action in ADDED, change.action == "delete"
    if not added and not deleted and not change.changes:
        return
    gate = Gate(session.rulebook, SYSTEM)
    row = gate.session.row(change.entity, change.record)
    after = None if deleted else _place(gate, change.entity, row)
    before = None if added else _place(gate, change.entity, _before(gate, row, change))
    if before == after:
        return
    if after is not None:
        card, period, _ = after
        check_open(session.rulebook, session.schema.scorecards[card], period)
    if before is not None:
        _check_leaving(session.rulebook, before)


def _check_leaving(rulebook: Rulebook, place: Place) -> None:
    """Raise Refused when the cycle that a sheet would leave is closed."""
    card, period, _ = place
    found = closed(rulebook, card, period)
    if found is not None:
        words = say(
            "The cycle {period} of {card} was closed on {day} for good: no sheet can be deleted or "
            "taken out of it. Leave it there, and correct what is wrong on the sheet itself.",
            period=period.label,
            card=rulebook.schema.scorecards[card].label.text(current()),
            day=f"{found.at:%Y-%m-%d}",
        )
        raise Refused([FieldProblem("", words)])


def _place(gate: Gate, entity: str, row: Row) -> Place | None:
    """Whose sheet of which card and period a record is, if it is one."""
    card = scorecard_of(gate, entity, row)
    month = row.get(card.period) if card else None
    if card is None or month is None:
        return None
    begins = months(gate.rulebook.schema).called(month)
    period = period_of(card, row, begins, gate.session.context)
    return (card.name, period, row.get(card.whose) if card.whose else None) if period else None


def _before(gate: Gate, row: StoredRow, change: Change) -> DraftRow:
    """A record as it was before a change."""
    fields = row.entity.fields
    was = {
        name: unpacked(fields[name].kind, told[0])
        for name, told in change.changes.items()
        if name in fields and fields[name].type != "lines"
    }
    return DraftRow(row, was, lambda: gate.session.context)


def check_open(rulebook: Rulebook, card: Scorecard, period: Period) -> None:
    """Raise Refused when a cycle is closed."""
    found = closed(rulebook, card.name, period)
    if found is not None:
        words = say(
            "The cycle {period} of {card} was closed on {day}; no sheet can be added.",
            period=period.label,
            card=card.label.text(current()),
            day=f"{found.at:%Y-%m-%d}",
        )
        raise Refused([FieldProblem("", words)])
