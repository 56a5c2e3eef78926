"""Getting a cycle on: reminding, sending a sheet back, handing it to another superior."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kpi.cycle import Standing, status, waited_for
from kpi.period import Period
from language import current, say
from models.database import transaction
from records.gate import Gate
from records.record import Record
from records.refusals import FieldProblem, Forbidden, Refused
from records.rulebook import Rulebook
from records.workflow import COMMENT, leaving, stands_open
from schema.indicators import Scorecard
from schema.objects import Transition, Workflow


@dataclass(frozen=True, slots=True)
class Reminded:
    """A sheet whose people were reminded, and who they are in words."""

    sheet: Record
    names: tuple[str, ...]


def remind(
    gate: Gate, card: Scorecard, period: Period, message: str = "", only: int | None = None
) -> tuple[Reminded, ...]:
    """Tell everybody for whom a sheet of a cycle waits; each sheet's history says who was told.

    `only` is the one sheet that is meant. The reminder stands on their desk until the sheet has moved on. Only who may make the
    sheets may remind.
    """
    if not gate.may("create", card.of):
        raise Forbidden(say("Only who may make its sheets may remind."))
    sheets = status(gate, card, period).sheets
    found = [each for each in sheets if each.waits_for and only in (None, each.record.id)]
    with transaction(gate.rulebook.tables.database):
        for each in found:
            _remind(gate, card, each, message)
    return tuple(Reminded(each.record, each.waits_for) for each in found)


def _remind(gate: Gate, card: Scorecard, standing: Standing, message: str) -> None:
    workflow = gate.rulebook.entity(card.of).workflow
    if workflow is None:
        return
    row = gate.session.row(card.of, standing.record.id)
    state = str(row.get(workflow.field))
    table: Any = gate.rulebook.tables.Reminder
    told = set(_people(gate.rulebook, waited_for(gate, card, row, state)))
    mine = (table.entity == card.of) & (table.record == standing.record.id)
    table.update(settled_at=gate.session.now).where(mine & table.settled_at.is_null()).execute()
    for person in sorted(told):
        table.insert(
            entity=card.of,
            record=standing.record.id,
            rule=state,
            person=person,
            message=message,
            at=gate.session.now,
        ).execute()
    gate.note(card.of, standing.record.id, "remind", comment=say(", ").join(standing.waits_for))


def _people(rulebook: Rulebook, waited: Iterator[int | str]) -> Iterator[int]:
    """The people themselves, and of a role everybody whose account has it."""
    account: Any = rulebook.tables.Account
    for each in waited:
        if isinstance(each, int):
            yield each
            continue
        for person, roles in account.select(account.person, account.roles).tuples():
            if person is not None and each in (roles or ()):
                yield int(person)


def send_back(gate: Gate, card: Scorecard, id: int, reason: str) -> Record:
    """Press the transition that brings a sheet back to an earlier state, with a reason.

    It is the one that leads back in the order of the states and asks for a comment. Raises
    Refused when there is none, or no reason is given.
    """
    if not reason.strip():
        raise Refused([FieldProblem(COMMENT, say("Write why the sheet is sent back."))])
    gate.get(card.of, id)
    back = returning(gate, card, id)
    if back is None:
        words = say("Nobody like you can send this sheet back from the state it is in.")
        raise Refused([FieldProblem("", words)])
    return gate.move(card.of, id, back.name, {COMMENT: reason})


def returning(gate: Gate, card: Scorecard, id: int) -> Transition | None:
    """The transition by which whoever asks may send a sheet back, if there is one."""
    entity, row = gate.rulebook.entity(card.of), gate.session.row(card.of, id)
    back = (
        transition
        for transition in (_backward(entity.workflow, row) if entity.workflow else ())
        if stands_open(gate.session, transition, row)
    )
    return next(back, None)


def _backward(workflow: Workflow, row: Any) -> Iterator[Transition]:
    order = list(workflow.states)
    state = str(row.get(workflow.field))
    for transition in workflow.transitions.values():
        earlier = order.index(transition.to) < order.index(state)
        if state in transition.origins and earlier and COMMENT in transition.ask:
            yield transition


def hand_over(gate: Gate, card: Scorecard, id: int, person: int, reason: str) -> Record:
    """Let another person decide about a sheet instead of whom it waits for now.

    The field of the sheet that names the decider is changed; raises Refused when the sheet
    waits for nobody by name.
    """
    before = gate.get(card.of, id)
    entity, people = gate.rulebook.entity(card.of), gate.rulebook.schema.people
    named = decider(gate, card, id)
    if not named or people is None:
        words = say("This sheet waits for nobody whom another person could replace.")
        raise Refused([FieldProblem("", words)])
    with transaction(gate.rulebook.tables.database):
        gate.get(people.entity, person)
        changed = gate.update(card.of, id, {named: person}, before.version)
        label = entity.fields[named].label.text(current())
        gate.note(card.of, id, "transfer", comment=f"{label}: {reason}" if reason else label)
    return changed


def decider(gate: Gate, card: Scorecard, id: int) -> str:
    """The field of a sheet that names who decides next, if one does."""
    entity, row = gate.rulebook.entity(card.of), gate.session.row(card.of, id)
    state = str(row.get(entity.workflow.field)) if entity.workflow else ""
    named = (
        path.text
        for transition in leaving(entity, state)
        for path in transition.by_people
        if path.text in entity.fields and path.text != card.person
    )
    return next(named, "")


def may_hand_over(gate: Gate, card: Scorecard, sheet: Record) -> bool:
    """Whether whoever asks may put another person where a sheet names who decides next."""
    named = decider(gate, card, sheet.id)
    if not named or not gate.decide("update", card.of, sheet):
        return False
    return any(field.name == named for field in gate.fields(card.of, sheet, "write"))
