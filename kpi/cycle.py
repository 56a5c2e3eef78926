"""A scorecard's cycle of one period: who gets a sheet, how far each is, whom it waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formula.evaluate import value
from kpi.closing import Closed, check_open, closed
from kpi.dated import context_of
from kpi.distribution import Bar, bars
from kpi.figures import Figures
from kpi.lengths import unit_of
from kpi.members import sheets_of, subjects_of
from kpi.period import Period
from kpi.ratings import missing_ratings
from kpi.sheet import Sheet, scorecard_of, sheet_of
from kpi.snapshots import Snapshot, freeze, latest
from kpi.waiting import leads_to
from language import current, say
from models.database import transaction
from records.actor import SYSTEM
from records.gate import Gate
from records.record import Record
from records.refusals import FieldProblem, Forbidden, NotFound, Refused
from records.workflow import leaving, stands_open
from schema.indicators import Scorecard


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a cycle did: the sheets that were made, and how many were there."""

    made: tuple[Record, ...]
    there: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One sheet of a cycle: its state in words, whom it waits for, and its snapshot if any.

    `missing` says which ratings an unfinished sheet still lacks.
    """

    record: Record
    state: str
    waits_for: tuple[str, ...]
    snapshot: Snapshot | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """A cycle as one viewer may see it; `without` are those who should have a sheet.

    None among them is the company itself.
    """

    card: Scorecard
    period: Period
    sheets: tuple[Standing, ...]
    without: tuple[Record | None, ...]
    closed: Closed | None = None

    @property
    def states(self) -> Mapping[str, int]:
        """How many sheets there are in each state, in words."""
        return Counter(sheet.state for sheet in self.sheets)

    @property
    def lacking(self) -> tuple[str, ...]:
        """Those without a sheet by name."""
        return tuple(each.title if each else say("the company") for each in self.without)

    @property
    def frozen(self) -> int:
        """How many sheets are frozen."""
        return sum(sheet.snapshot is not None for sheet in self.sheets)


def open_cycle(gate: Gate, card: Scorecard, period: Period) -> Opened:
    """Make the sheet of everybody to whom the card applies and who has none yet.

    All or nothing; whoever opens it must be allowed to create the sheets, and no sheet is
    made twice because the opener cannot see the first. Raises Refused when the card does
    not say to whom it applies.
    """
    if card.whose and card.applies_to is None:
        message = say(
            "The scorecard “{card}” does not say to whom it applies. Declare applies_to.",
            card=card.name,
        )
        raise Refused([FieldProblem("", message)])
    check_open(gate.rulebook, card, period)
    everybody = Gate(gate.rulebook, SYSTEM)
    have = {_subject(card, sheet) for sheet in sheets_of(everybody, card, period)}
    missing = [each for each in subjects_of(gate, card, period) if _id(each) not in have]
    with transaction(gate.rulebook.tables.database):
        made = tuple(gate.create(card.of, _new(gate, card, period, each)) for each in missing)
    return Opened(made, len(have))


def _new(gate: Gate, card: Scorecard, period: Period, whose: Record | None) -> dict[str, Any]:
    """What a new sheet says: whose, which period, what the card sets; defaults fill the rest."""
    row = gate.session.row(whose.entity, whose.id) if whose else None
    context = gate.session.context
    found = {name: value(formula.tree, row, context) for name, formula in card.set.items()}
    if whose is not None:
        found[card.whose] = whose.id
    if card.length.field:
        found[card.length.field] = unit_of(period)
    return {**found, card.period: period.month}


def _id(whose: Record | None) -> int | None:
    return whose.id if whose else None


def _subject(card: Scorecard, sheet: Record) -> Any:
    return sheet.values.get(card.whose) if card.whose else None


def status(gate: Gate, card: Scorecard, period: Period) -> Status:
    """How far each sheet is, and who should have one and has none."""
    sheets = sheets_of(gate, card, period)
    have = {_subject(card, sheet) for sheet in sheets}
    without = tuple(each for each in subjects_of(gate, card, period) if _id(each) not in have)
    standings = tuple(_standing(gate, card, each) for each in sheets)
    return Status(card, period, standings, without, closed(gate.rulebook, card.name, period))


def _standing(gate: Gate, card: Scorecard, sheet: Record) -> Standing:
    entity = gate.rulebook.entity(card.of)
    row = gate.session.row(card.of, sheet.id)
    kept = latest(gate.rulebook, card.of, sheet.id)
    if entity.workflow is None:
        return Standing(sheet, "", (), kept)
    state = row.get(entity.workflow.field)
    declared = entity.workflow.states[state]
    finished = declared.phase in ("ok", "end", "bad")
    waited = () if finished else dict.fromkeys(waited_for(gate, card, row, state))
    waits = tuple(dict.fromkeys(_called(gate, each) for each in waited))
    rated = () if finished else missing_ratings(Figures(gate.rulebook), card, sheet.id)
    return Standing(sheet, declared.label.text(current()), waits, kept, rated)


def waited_for(gate: Gate, card: Scorecard, row: Any, state: str) -> Iterator[int | str]:
    """Who may press a button that brings the sheet on: ids of people, and names of roles."""
    schema, workflow = gate.rulebook.schema, gate.rulebook.entity(card.of).workflow
    for transition in leaving(gate.rulebook.entity(card.of), state):
        onward = workflow is not None and (
            transition.name in card.freeze_on or leads_to(workflow, transition.to, card)
        )
        if card.freeze_on and leads_to_any(gate, card, state) and not onward:
            continue
        for path in transition.by_people:
            person = value(path.tree, row, gate.session.context)
            if isinstance(person, int):
                yield person
        for role in transition.by:
            if role in schema.roles:
                yield role


def leads_to_any(gate: Gate, card: Scorecard, state: str) -> bool:
    """Whether a sheet in this state is still to be frozen."""
    workflow = gate.rulebook.entity(card.of).workflow
    return workflow is not None and leads_to(workflow, state, card)


def _called(gate: Gate, waited: int | str) -> str:
    """A person by name, a role by its label."""
    if isinstance(waited, int):
        return _name(gate, waited)
    return gate.rulebook.schema.roles[waited].label.text(current())


def _name(gate: Gate, person: int) -> str:
    people = gate.rulebook.schema.people
    try:
        return gate.get(people.entity, person).title if people else str(person)
    except NotFound:
        return say("somebody whom you may not see")


MOST_LIVE = 50
"""So many open sheets are computed for a bar; of a larger cycle only frozen ones count."""


def distribution(gate: Gate, found: Status) -> tuple[Bar, ...]:
    """A cycle's grades against their limits, for whoever may read all its sheets.

    Sheets that are not frozen count with the grade that they have now.
    """
    card = found.card
    everybody = Gate(gate.rulebook, SYSTEM)
    if not card.distribution.limits:
        return ()
    if len(sheets_of(everybody, card, found.period)) != len(found.sheets):
        return ()
    figures, grades = Figures(gate.rulebook), []
    waiting = sum(each.snapshot is None for each in found.sheets)
    for each in found.sheets:
        if each.snapshot is not None:
            grades.append(each.snapshot.content["result"]["grade"])
        elif waiting <= MOST_LIVE:
            made = sheet_of(figures, gate, card.of, each.record.id)
            grades.append(made.grade.name if made and made.grade else None)
    context = context_of(gate.rulebook, found.period, gate.session.context)
    return bars(card, grades, len(found.sheets), context)


def computed(gate: Gate, card: Scorecard, period: Period) -> Iterator[tuple[Record, Sheet | None]]:
    """Every sheet with its figures as they are now; None where it does not say whose it is."""
    figures = Figures(gate.rulebook)
    for sheet in sheets_of(gate, card, period):
        yield sheet, sheet_of(figures, gate, card.of, sheet.id)


def to_freeze(gate: Gate, card: Scorecard, period: Period) -> tuple[Record, ...]:
    """The sheets that are past every freezing transition and not frozen yet."""
    found: list[Record] = []
    for sheet in sheets_of(gate, card, period):
        row = gate.session.row(card.of, sheet.id)
        workflow = gate.rulebook.entity(card.of).workflow
        state = row.get(workflow.field) if workflow else ""
        waiting = bool(card.freeze_on) and leads_to_any(gate, card, state)
        if not waiting and latest(gate.rulebook, card.of, sheet.id) is None:
            found.append(sheet)
    return tuple(found)


def freeze_all(gate: Gate, sheets: Iterable[Record], reason: str = "") -> Iterator[Snapshot]:
    """Freeze sheets one after the other; each is a snapshot of its own.

    Raises Forbidden for whoever could not have pressed the transition that freezes them.
    """
    for sheet in sheets:
        if not _may_freeze(gate, sheet):
            raise Forbidden(say("You may not press any transition that freezes these sheets."))
        yield freeze(gate, sheet.entity, sheet.id, reason)


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
