"""What duties ask that open cycles: the sheets of the cycle that ended last before a day."""

from __future__ import annotations

from datetime import date

from kpi.closing import closed
from kpi.cycle import new_sheet, taken_by
from kpi.lengths import cycle_before
from kpi.members import Place, places_of, sheets_of
from kpi.period import Period, months
from language import current
from records.duties import NO_ROW
from records.gate import Gate
from records.openings import DueSheet
from records.record import Record
from records.refusals import FieldProblem, Refused
from schema.indicators import Scorecard


def sheets_due(gate: Gate, card: str, day: date) -> tuple[DueSheet, ...]:
    """Every sheet of the cycle of a card that ended last before a day; none where it is closed.

    Raises Refused while nothing says how long its cycles are.
    """
    declared = gate.rulebook.schema.scorecards[card]
    month = months(gate.rulebook.schema).of(day)
    try:
        period = cycle_before(declared, month, gate.session.context)
    except ValueError as unknown:
        raise Refused([FieldProblem("", str(unknown))]) from None
    if closed(gate.rulebook, card, period):
        return ()
    have = sheets_of(gate, declared, period)
    # Numbers are given out in the order of the people, as for other duties.
    places = sorted(places_of(gate, declared, period), key=lambda place: place.id or NO_ROW)
    return tuple(_due(gate, declared, period, each, have) for each in places)


def _due(
    gate: Gate, card: Scorecard, period: Period, place: Place, have: tuple[Record, ...]
) -> DueSheet:
    there = taken_by(card, place, have)
    days = f" {place.stretch.key}" if place.stretch else ""
    return DueSheet(
        key=f"{card.name} {period.key}{days}",
        of=place.whose.entity if place.whose else "",
        source=place.id or NO_ROW,
        title=place.title,
        about=f"{card.label.text(current())} {period.label}",
        there=there.id if there else None,
        make=lambda: new_sheet(gate, card, period, place).id,
    )
