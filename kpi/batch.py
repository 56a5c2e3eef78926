"""All sheets of a cycle computed or frozen: one after the other, what they share asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kpi.figures import Figures
from kpi.members import sheets_of
from kpi.period import Period
from kpi.remembering import Remembering
from kpi.sheet import Sheet, scorecard_of, sheet_of
from kpi.snapshots import Snapshot, freeze, latest
from kpi.waiting import leads_to
from language import say
from models.database import transaction
from records.gate import Gate
from records.record import Record
from records.refusals import Forbidden, Refused
from records.workflow import stands_open
from schema.indicators import Scorecard

AT_ONCE = 50
"""So many sheets are frozen in one transaction: nobody else can write for as long as it takes."""

Told = Callable[[int, int], None]
"""Hears how many sheets are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sheet that was to be frozen: its snapshot, or in words why it has none."""

    sheet: Record
    snapshot: Snapshot | None
    why: str = ""


def computed(gate: Gate, card: Scorecard, period: Period) -> Iterator[tuple[Record, Sheet | None]]:
    """Every sheet with its figures as they are now; None where it does not say whose it is."""
    figures = Remembering(gate.rulebook)
    for sheet in sheets_of(gate, card, period):
        yield sheet, sheet_of(figures, gate, card.of, sheet.id)


@dataclass(frozen=True, slots=True)
class Unfrozen:
    """The sheets of a cycle that are not frozen: those that may be now, and those still decided on."""

    ready: tuple[Record, ...]
    waiting: tuple[Record, ...]


def unfrozen(gate: Gate, card: Scorecard, period: Period) -> Unfrozen:
    """Which sheets are past every freezing transition and not frozen yet, and which are before it."""
    ready: list[Record] = []
    waiting: list[Record] = []
    workflow = gate.rulebook.entity(card.of).workflow
    for sheet in sheets_of(gate, card, period):
        state = gate.session.row(card.of, sheet.id).get(workflow.field) if workflow else ""
        if workflow and card.freeze_on and leads_to(workflow, state, card):
            waiting.append(sheet)
        elif latest(gate.rulebook, card.of, sheet.id) is None:
            ready.append(sheet)
    return Unfrozen(tuple(ready), tuple(waiting))


def freeze_all(
    gate: Gate,
    sheets: Sequence[Record],
    reason: str = "",
    told: Told = lambda done, total: None,
) -> tuple[Outcome, ...]:
    """Compute and freeze sheets; one that is not ready keeps no other from being frozen.

    Raises Forbidden for whoever could not have pressed the transition that freezes them.
    """
    for sheet in sheets:
        if not _may_freeze(gate, sheet):
            raise Forbidden(say("You may not press any transition that freezes these sheets."))
    done: list[Outcome] = []
    for begin in range(0, len(sheets), AT_ONCE):
        with transaction(gate.rulebook.tables.database):
            figures = Remembering(gate.rulebook)
            for sheet in sheets[begin : begin + AT_ONCE]:
                done.append(_frozen(figures, gate, sheet, reason))
                told(len(done), len(sheets))
    return tuple(done)


def _frozen(figures: Figures, gate: Gate, sheet: Record, reason: str) -> Outcome:
    try:
        return Outcome(sheet, freeze(gate, sheet.entity, sheet.id, reason, figures))
    except Refused as refusal:
        return Outcome(sheet, None, str(refusal))


def _may_freeze(gate: Gate, sheet: Record) -> bool:
    """Whether a freezing transition of the sheet's workflow is for whoever asks."""
    if gate.actor.system:
        return True
    row = gate.session.row(sheet.entity, sheet.id)
    card = scorecard_of(gate, sheet.entity, row)
    workflow = gate.rulebook.entity(sheet.entity).workflow
    if card is None or workflow is None:
        return False
    freezing = (workflow.transitions[name] for name in card.freeze_on)
    return any(stands_open(gate.session, transition, row) for transition in freezing)
