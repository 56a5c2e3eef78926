"""When a sheet freezes: on the transitions that its card names, in their own transaction."""

from __future__ import annotations

from kpi.closing import guard_closed
from kpi.sheet import scorecard_of
from kpi.snapshots import Snapshot, freeze, latest, must_explain
from kpi.waiting import leads_to
from records.gate import Gate
from records.rows import Row
from records.rulebook import Change, Rulebook
from records.session import Session


def watch(session: Session, change: Change) -> None:
    """Freeze a sheet that was just moved along a transition which freezes.

    A sheet that comes into a cycle which is closed is refused, and one whose missed
    figures lack notes where its card wants them by then.
    """
    guard_closed(session, change)
    cards = session.schema.scorecards.values()
    if change.action != "move" or all(card.of != change.entity for card in cards):
        return
    gate = Gate(session.rulebook, session.actor)
    card = scorecard_of(gate, change.entity, gate.session.row(change.entity, change.record))
    if card is None:
        return
    if change.transition in card.freeze_on:
        freeze(gate, change.entity, change.record)
    elif card.notes is not None and change.transition in card.notes.needed_on:
        must_explain(gate, change.entity, change.record)


def frozen(gate: Gate, entity: str, row: Row) -> Snapshot | None:
    """The snapshot that a sheet is shown from; None while it is still to be frozen (again).

    A sheet that was sent back to where it freezes anew is open: its numbers live until then.
    """
    found = latest(gate.rulebook, entity, int(row.id or 0))
    if found is None:
        return None
    return None if reopened(gate.rulebook, found, row) else found


def reopened(rulebook: Rulebook, snapshot: Snapshot, row: Row) -> bool:
    """Whether a frozen sheet was sent back to where it is to be frozen once more."""
    card = rulebook.schema.scorecards.get(snapshot.card)
    workflow = rulebook.entity(snapshot.entity).workflow
    if card is None or workflow is None or not card.freeze_on:
        return False
    return leads_to(workflow, str(row.get(workflow.field)), card)
