"""Whose sheets a cycle has: those to whom the card applies, and the sheets that there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from kpi.lengths import unit_of
from kpi.period import Period
from records.actor import SYSTEM
from records.gate import Gate
from records.query import MOST_ROWS, Filter, Query
from records.record import Record
from records.rulebook import Rulebook
from schema.indicators import Scorecard
from schema.values import Formula

ONE_DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)


def subjects_of(gate: Gate, card: Scorecard, period: Period) -> tuple[Record | None, ...]:
    """Everybody to whom a card applies at a period's end, as far as whoever asks may read them.

    The only subject of the company's own sheet is None.
    """
    if not card.whose:
        return (None,)
    if card.applies_to is None:
        return ()
    entity = gate.rulebook.entity(card.of).fields[card.whose].to
    applied = _applied(gate.rulebook, card.applies_to, entity, period)
    return tuple(each for each in everyone(gate, entity, Query()) if each.id in applied)


def _applied(rulebook: Rulebook, condition: Formula, entity: str, period: Period) -> frozenset[int]:
    """To whose records a condition applies, `today()` being the last day of the period.

    What the records say is what they say now: how they were on earlier days is not kept.
    """
    gate = Gate(rulebook, SYSTEM)
    last = period.end - ONE_DAY
    then = datetime.combine(last, LAST_SECOND)
    gate.session.context = replace(gate.session.context, today=last, now=then)
    return frozenset(each.id for each in everyone(gate, entity, Query(where=condition)))


def sheets_of(gate: Gate, card: Scorecard, period: Period) -> tuple[Record, ...]:
    """The sheets of a card in a period that whoever asks may read."""
    begins = Filter(card.period, "eq", (period.month,))
    lasts = (Filter(card.length.field, "eq", (unit_of(period),)),) if card.length.field else ()
    workflow = gate.rulebook.entity(card.of).workflow
    more = (card.whose, workflow.field if workflow else "")
    columns = (card.period, *(name for name in more if name))
    asked = Query(filters=(begins, *lasts), where=card.when, columns=columns)
    return tuple(everyone(gate, card.of, asked))


def everyone(gate: Gate, entity: str, query: Query) -> Iterator[Record]:
    """Every record that a query finds, page by page."""
    page = 1
    while True:
        found = gate.find(entity, replace(query, page=page, size=MOST_ROWS, counted=False)).records
        yield from found
        if len(found) < MOST_ROWS:
            return
        page += 1
