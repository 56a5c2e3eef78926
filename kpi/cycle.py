"""A scorecard's cycle of one period: who gets a sheet, how far each is, whom it waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formula.evaluate import Context, Row, holds, value
from formula.reads import asks_who
from kpi.closing import Closed, check_open, closed
from kpi.dated import context_of
from kpi.distribution import Bar, bars
from kpi.figures import Figures
from kpi.lengths import unit_of
from kpi.members import Place, divided, places_of, sheets_of
from kpi.period import Period
from kpi.posts import Posts
from kpi.ratings import missing_ratings
from kpi.sheet import sheet_of
from kpi.snapshots import Snapshot, latest
from kpi.stretch import Stretch, days_told
from kpi.waiting import leads_to
from language import current, say
from models.database import transaction
from records.actor import SYSTEM
from records.gate import Gate
from records.record import Record
from records.refusals import FieldProblem, NotFound, Refused
from records.workflow import leaving
from schema.indicators import Scorecard
from schema.objects import Transition


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a cycle did: the sheets that were made, and how many were there."""

    made: tuple[Record, ...]
    there: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One sheet of a cycle: its state in words, whom it waits for, and its snapshot if any.

    `missing` says what an unfinished sheet still lacks: ratings, the days of a stretch.
    """

    record: Record
    state: str
    waits_for: tuple[str, ...]
    snapshot: Snapshot | None
    missing: tuple[str, ...] = ()
    stretch: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A cycle as one viewer may see it; `without` are those who should have a sheet."""

    card: Scorecard
    period: Period
    sheets: tuple[Standing, ...]
    without: tuple[Place, ...]
    closed: Closed | None = None

    @property
    def states(self) -> Mapping[str, int]:
        """How many sheets there are in each state, in words."""
        return Counter(sheet.state for sheet in self.sheets)

    @property
    def lacking(self) -> tuple[str, ...]:
        """Those without a sheet by name."""
        return tuple(each.title for each in self.without)

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
    have = sheets_of(everybody, card, period)
    missing = [each for each in places_of(gate, card, period) if not taken_by(card, each, have)]
    with transaction(gate.rulebook.tables.database):
        made = tuple(new_sheet(gate, card, period, each) for each in missing)
    return Opened(made, len(have))


def new_sheet(gate: Gate, card: Scorecard, period: Period, place: Place) -> Record:
    """A new sheet; what nobody fills in by hand is as the card sets it."""
    fields, values = gate.rulebook.entity(card.of).fields, _new(gate, card, period, place)
    fixed = {name: values.pop(name) for name in card.set if fields[name].readonly}
    return gate.create(card.of, values, fixed)


def _new(gate: Gate, card: Scorecard, period: Period, place: Place) -> dict[str, Any]:
    """What a new sheet says: whose, which period, what the card sets; defaults fill the rest.

    The person's department, post and superior are those at the end of the days that it is about.
    """
    whose, context = place.whose, gate.session.context
    row: Row | None = gate.session.row(whose.entity, whose.id) if whose else None
    if whose is not None and card.person:
        last = place.stretch.last if place.stretch else period.last_day
        row = Posts(gate.rulebook, period.start, whose.id).as_of(whose.id, last, context)
    found = {name: value(formula.tree, row, context) for name, formula in card.set.items()}
    if whose is not None:
        found[card.whose] = whose.id
    if place.stretch is not None:
        found[card.transfers.since] = place.stretch.first
        found[card.transfers.until] = place.stretch.last
    if card.length.field:
        found[card.length.field] = unit_of(period)
    return {**found, card.period: period.month}


def taken_by(card: Scorecard, place: Place, sheets: Iterable[Record]) -> Record | None:
    """The sheet that somebody has already, in a divided period one of these days."""
    for sheet in sheets:
        if card.whose and sheet.values.get(card.whose) != place.id:
            continue
        about = days_told(card, sheet.values.get, place.stretch.period) if place.stretch else None
        if place.stretch is None or about is None or about.overlaps(place.stretch):
            return sheet
    return None


def status(gate: Gate, card: Scorecard, period: Period) -> Status:
    """How far each sheet is, and who should have one and has none, seen by the viewer or not."""
    sheets = sheets_of(gate, card, period)
    places = places_of(gate, card, period)
    have = sheets_of(Gate(gate.rulebook, SYSTEM), card, period)
    without = tuple(each for each in places if not taken_by(card, each, have))
    standings = tuple(_standing(gate, card, period, each) for each in sheets)
    return Status(card, period, standings, without, closed(gate.rulebook, card.name, period))


def _standing(gate: Gate, card: Scorecard, period: Period, sheet: Record) -> Standing:
    entity = gate.rulebook.entity(card.of)
    row = gate.session.row(card.of, sheet.id)
    kept = latest(gate.rulebook, card.of, sheet.id)
    days = days_told(card, sheet.values.get, period)
    if entity.workflow is None:
        return Standing(sheet, "", (), kept, stretch=days)
    state = row.get(entity.workflow.field)
    declared = entity.workflow.states[state]
    finished = declared.phase in ("ok", "end", "bad")
    waited = () if finished else dict.fromkeys(waited_for(gate, card, row, state))
    waits = tuple(dict.fromkeys(_called(gate, each) for each in waited))
    lacking: tuple[str, ...] = ()
    if not finished:
        undivided = _undivided(gate, card, period, sheet) if days is None else ()
        lacking = (*missing_ratings(Figures(gate.rulebook), card, sheet.id), *undivided)
    return Standing(sheet, declared.label.text(current()), waits, kept, lacking, days)


def _undivided(gate: Gate, card: Scorecard, period: Period, sheet: Record) -> tuple[str, ...]:
    """In words, that a sheet is about all of a period in which its person was transferred."""
    person = sheet.values.get(card.whose) if card.transfers.split else None
    if person is None:
        return ()
    posts = Posts(gate.rulebook, period.start, person)
    return tuple(
        say("transferred on {day}: fill in the days that the sheet is about", day=each.first)
        for each in divided(gate.rulebook, card, posts, person, period)[1:]
    )


def waited_for(gate: Gate, card: Scorecard, row: Any, state: str) -> Iterator[int | str]:
    """Who may press a button that brings the sheet on: ids of people, and names of roles."""
    schema, context = gate.rulebook.schema, gate.session.context
    ways = _onward(gate, card, state)
    # What no one may press at present is passed over, unless nothing else brings the sheet on.
    for transition in [t for t in ways if not _shut(t, row, context)] or ways:
        for path in transition.by_people:
            person = value(path.tree, row, context)
            if isinstance(person, int):
                yield person
        for role in transition.by:
            if role in schema.roles:
                yield role


def _onward(gate: Gate, card: Scorecard, state: str) -> list[Transition]:
    """The ways out of a state that bring a sheet nearer to its freezing; afterwards all of them."""
    workflow = gate.rulebook.entity(card.of).workflow
    ways = list(leaving(gate.rulebook.entity(card.of), state))
    if workflow is None or not card.freeze_on or not leads_to_any(gate, card, state):
        return ways
    return [t for t in ways if t.name in card.freeze_on or leads_to(workflow, t.to, card)]


def _shut(transition: Transition, row: Any, context: Context) -> bool:
    """Whether a guard that asks nothing about who presses does not hold."""
    guard = transition.when
    return guard is not None and not asks_who(guard.tree) and not holds(guard.tree, row, context)


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
