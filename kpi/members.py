"""Whose sheets a cycle has: those to whom the card applies, and the sheets that there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from formula.evaluate import Context, holds
from formula.reads import asks_who, depends_on_form
from kpi.lengths import unit_of
from kpi.period import Period
from kpi.posts import Posts
from kpi.shares import employed
from kpi.stretch import ONE_DAY, Stretch
from language import say
from records.actor import SYSTEM
from records.gate import Gate
from records.query import MOST_ROWS, Filter, Query
from records.record import Record
from records.rulebook import Rulebook
from records.validate import choosable
from schema.indicators import Scorecard
from schema.values import Formula

LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Place:
    """Who should have a sheet, None for the company, and the days of a divided period."""

    whose: Record | None
    stretch: Stretch | None = None

    @property
    def id(self) -> int | None:
        """The record of the person or department."""
        return self.whose.id if self.whose else None

    @property
    def title(self) -> str:
        """Whose sheet it would be, and for which days."""
        name = self.whose.title if self.whose else say("the company")
        if self.stretch is None:
            return name
        return say("{person} ({days})", person=name, days=self.stretch.label)


def places_of(gate: Gate, card: Scorecard, period: Period) -> tuple[Place, ...]:
    """Everybody to whom a card applies at a period's end, as far as whoever asks may read them.

    Where transfers divide the period, everybody to whom it applies at a stretch's end. Nobody
    whom a new sheet may not name has a place, such as somebody who has left since. The only
    subject of the company's own sheet is None.
    """
    if not card.whose:
        return (Place(None),)
    if card.applies_to is None:
        return ()
    entity = gate.rulebook.entity(card.of).fields[card.whose].to
    posts = Posts(gate.rulebook, period.start)
    moved = posts.movers() if card.person else frozenset()
    applied = _applied(gate.rulebook, card, card.applies_to, entity, period)
    applied |= _leavers(gate.rulebook, card, card.applies_to, entity, posts, period)
    found: list[Place] = []
    for each in everyone(gate, entity, Query()):
        if each.id in moved:
            found += _of_mover(gate.rulebook, card, card.applies_to, posts, each, period)
        elif each.id in applied:
            found.append(Place(each))
    named = _nameable(gate, card, {each.id for each in found if each.id is not None})
    return tuple(each for each in found if each.id in named)


def _nameable(gate: Gate, card: Scorecard, ids: set[int]) -> set[int]:
    """Whom a new sheet may name at present, as far as that does not depend on the sheet or its maker."""
    field = gate.rulebook.entity(card.of).fields[card.whose]
    where = field.where
    if not ids or where is None or asks_who(where.tree) or depends_on_form(where.tree, 1):
        return ids
    blank = gate.session.row(card.of, None)
    return choosable(gate.session, field, blank, tuple(ids), asked=False)


def _of_mover(
    rulebook: Rulebook,
    card: Scorecard,
    condition: Formula,
    posts: Posts,
    whose: Record,
    period: Period,
) -> Iterator[Place]:
    """The sheets of somebody whose department or post was another one at some time."""
    stretches = divided(rulebook, card, posts, whose.id, period)
    if len(stretches) < 2:
        joined, left = employed(rulebook, card, whose.id)
        last = min(left or period.last_day, period.last_day)
        if _overlaps(period, joined, left) and _holds(rulebook, condition, posts, whose.id, last):
            yield Place(whose)
        return
    for stretch in stretches:
        if _holds(rulebook, condition, posts, whose.id, stretch.last):
            yield Place(whose, stretch)


def divided(
    rulebook: Rulebook, card: Scorecard, posts: Posts, person: int, period: Period
) -> list[Stretch]:
    """The stretches of a period in which somebody had one department and one post.

    One at most where the card does not divide periods; the dates of joining and leaving
    cut off what lies outside.
    """
    if not card.transfers.split:
        return []
    begins = [period.start, *posts.days(person, period.start, period.last_day)]
    ends = [day - ONE_DAY for day in begins[1:]] + [period.last_day]
    joined, left = employed(rulebook, card, person)
    cut = (
        Stretch(period, max(first, joined or first), min(last, left or last))
        for first, last in zip(begins, ends, strict=True)
    )
    return [stretch for stretch in cut if stretch.first <= stretch.last]


def _holds(rulebook: Rulebook, condition: Formula, posts: Posts, person: int, day: date) -> bool:
    """Whether a condition holds of a person as of the end of a day."""
    context = _as_of(rulebook, day)
    return bool(holds(condition.tree, posts.as_of(person, day, context), context))


def _as_of(rulebook: Rulebook, day: date) -> Context:
    then = datetime.combine(day, LAST_SECOND)
    return replace(rulebook.context(SYSTEM), today=day, now=then)


def _applied(
    rulebook: Rulebook, card: Scorecard, condition: Formula, entity: str, period: Period
) -> frozenset[int]:
    """To whose records a condition applies, `today()` being the last day of the period.

    What the records say is what they say now, but for departments and posts. Who joined
    after the period, or left before it, has no part in it.
    """
    gate = Gate(rulebook, SYSTEM)
    gate.session.context = _as_of(rulebook, period.last_day)
    days = (card.prorate.since, card.prorate.until) if card.person else ("", "")
    asked = Query(where=condition, columns=tuple(name for name in days if name) or None)
    return frozenset(
        each.id
        for each in everyone(gate, entity, asked)
        if _overlaps(period, *(each.values.get(name) if name else None for name in days))
    )


def _leavers(
    rulebook: Rulebook,
    card: Scorecard,
    condition: Formula,
    entity: str,
    posts: Posts,
    period: Period,
) -> frozenset[int]:
    """Who left within a period, before its end, if the condition applied on the last day there."""
    name = card.prorate.until if card.person else ""
    if not name:
        return frozenset()
    gone = {
        each.id: each.values.get(name)
        for each in everyone(Gate(rulebook, SYSTEM), entity, Query(columns=(name,)))
    }
    return frozenset(
        id
        for id, day in gone.items()
        if day and period.start <= day < period.last_day
        if _holds(rulebook, condition, posts, id, day)
    )


def _overlaps(period: Period, joined: date | None, left: date | None) -> bool:
    """Whether somebody was there on a day of a period."""
    return (joined or period.start) <= period.last_day and (left or period.start) >= period.start


def sheets_of(gate: Gate, card: Scorecard, period: Period) -> tuple[Record, ...]:
    """The sheets of a card in a period that whoever asks may read."""
    begins = Filter(card.period, "eq", (period.month,))
    lasts = (Filter(card.length.field, "eq", (unit_of(period),)),) if card.length.field else ()
    workflow = gate.rulebook.entity(card.of).workflow
    days = (card.transfers.since, card.transfers.until)
    more = (card.whose, workflow.field if workflow else "", *days)
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
