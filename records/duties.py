"""Duties done: the record of one day and one other record, made once and never again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from typing import Any

import peewee

from formula.evaluate import holds, value
from language import say
from models.database import transaction
from records import write
from records.actor import SYSTEM
from records.edits import prepare
from records.gate import Gate
from records.refusals import Conflict, Forbidden, NotFound, Refused
from records.rulebook import Rulebook
from records.session import Session
from records.titles import title_for
from schema.duties import Duty
from schema.objects import Entity, Schema

ONCE, BEFORE, BEGIN = "", "before", "begin"
"""What stands for the day where a duty is due once, was due before, or begins."""

NO_ROW = 0
"""The source of a duty that is for no record in particular."""

WHOLE_DAY = -1
"""The source of a failure that stopped a duty at a day."""

AT_ONCE = 200
REFUSALS = (Refused, Forbidden, NotFound, Conflict)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Declared:
    """A duty and the entity whose records it makes."""

    entity: Entity
    duty: Duty

    @property
    def key(self) -> str:
        """What the duty is called in the database: `stocktake.monthly`."""
        return f"{self.entity.name}.{self.duty.name}"


@dataclass(frozen=True, slots=True)
class Done:
    """A duty's record of a day and a source; `made` is false where it was there already."""

    key: str
    day: str
    source: int
    record: int
    made: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that could not be made: of which duty, day and source, and why.

    `of` is the entity of the source where the duty itself does not name it.
    """

    key: str
    day: str
    source: int
    title: str
    why: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a duty makes once: on which day, written down as what, and for which record."""

    due: Declared
    day: str
    key: str
    source: int
    of: str = ""


def declared(schema: Schema) -> Iterator[Declared]:
    """Every duty of a rulebook."""
    for entity in schema.entities.values():
        for duty in entity.duties.values():
            yield Declared(entity, duty)


def gate_on(rulebook: Rulebook, day: date) -> Gate:
    """The engine's own gate, for which today is the duty's day."""
    gate = Gate(rulebook, SYSTEM)
    gate.session.context = replace(gate.session.context, today=day)
    return gate


def missing(gate: Gate, due: Declared, day: str, since: date | None = None) -> list[int]:
    """The records for which a duty is due on the gate's day and nothing was made yet.

    Oldest first. `since` lets in those that were left out when the duty began, if they
    were changed since then.
    """
    session, duty = gate.session, due.duty
    if not duty.each:
        holding = duty.when is None or holds(duty.when.tree, None, session.context)
        return [NO_ROW] if holding and not settled(gate.rulebook, due, day, NO_ROW) else []
    model = session.model(duty.each)
    late = model.updated_at >= datetime.combine(since, time.min) if since else None
    before = model.id.not_in(_done_for(gate, due, BEFORE))
    query = model.select(model.id).where(
        model.deleted_at.is_null(),
        model.id.not_in(_done_for(gate, due, day)),
        before if late is None else before | late,
    )
    if duty.when is not None:
        query = query.where(session.condition(duty.when.tree, model))
    return [id for (id,) in query.order_by(model.id).tuples()]


def _done_for(gate: Gate, due: Declared, day: str) -> Any:
    table: Any = gate.rulebook.tables.platform["Duty"]
    return table.select(table.source).where(table.duty == due.key, table.day == day)


def settled(rulebook: Rulebook, due: Declared, day: str, source: int) -> bool:
    """Whether nothing is to be made for a record on a day any more."""
    table: Any = rulebook.tables.platform["Duty"]
    known = table.day.in_([day, BEFORE])
    mine = (table.duty == due.key) & (table.source == source) & known
    return bool(table.select().where(mine).exists())


under_way: ContextVar[tuple[str, ...]] = ContextVar("duties under way", default=())
"""The duties whose records are being made just now."""


@contextmanager
def making(key: str) -> Iterator[None]:
    """While a duty's record is made, the record itself does not set off the same duty again."""
    token = under_way.set((*under_way.get(), key))
    try:
        yield
    finally:
        under_way.reset(token)


def make(gate: Gate, due: Declared, day: str, source: int) -> Done | Failure | None:
    """Make the record of a day and a source, or take the one that is there; None if done meanwhile."""
    record, title = partial(_record, gate, due, source), partial(_title, gate, due.duty, source)
    return keep(gate, Slot(due, day, day, source), record, title)


def keep(
    gate: Gate, slot: Slot, record: Callable[[], tuple[int, bool]], title: Callable[[], str]
) -> Done | Failure | None:
    """Have a record made or found, and write down that it was; None if done meanwhile.

    Nothing is left behind where the rules refuse it, so that it can be tried again.
    """
    due = slot.due
    try:
        with transaction(gate.rulebook.tables.database), making(due.key):
            done = Done(due.key, slot.day, slot.source, *record())
            _write_down(gate, done, slot.key)
            return done
    except _DoneMeanwhile:
        return None
    except Exception as fault:
        why = why_not(
            fault, f"{due.key} could not be done for {slot.of or due.duty.each} {slot.source}"
        )
    return Failure(due.key, slot.day, slot.source, title(), why, slot.of)


def why_not(fault: Exception, what: str) -> str:
    """What to tell of a fault; one that is no refusal is logged and not told."""
    if isinstance(fault, REFUSALS):
        return str(fault)
    log.error(what, exc_info=fault)
    return say("Something went wrong here; it was written down.")


class _DoneMeanwhile(Exception):
    """Another process was faster, so what this one made is undone."""


def _write_down(gate: Gate, done: Done, key: str) -> None:
    table: Any = gate.rulebook.tables.platform["Duty"]
    told = {"duty": done.key, "day": key, "source": done.source, "at": gate.session.now}
    try:
        table.insert(**told, record=done.record, made=done.made).execute()
    except peewee.IntegrityError:
        raise _DoneMeanwhile from None


def _title(gate: Gate, duty: Duty, source: int) -> str:
    return title_for(gate.session, duty.each, source) if duty.each else ""


def _record(gate: Gate, due: Declared, source: int) -> tuple[int, bool]:
    """The record that is due and whether it had to be made."""
    session, duty = gate.session, due.duty
    row = session.row(duty.each, source) if duty.each else None
    given = {name: value(formula.tree, row, session.context) for name, formula in duty.set.items()}
    found = _there_already(session, due, given)
    if found is not None:
        return found, False
    made = write.create(session, due.entity.name, given)
    gate.note(due.entity.name, made, "duty", str(duty.label))
    return made, True


def _there_already(session: Session, due: Declared, given: dict[str, Any]) -> int | None:
    """A record that agrees with the one that is due in all fields that it is known by."""
    if not due.duty.match:
        return None
    draft = prepare(session, due.entity, session.row(due.entity.name, None), given).row
    model = session.model(due.entity.name)
    same = [_agrees(getattr(model, name), draft.get(name)) for name in due.duty.match]
    query = model.select(model.id).where(model.deleted_at.is_null(), *same)
    found = query.order_by(model.id).limit(1).tuples().first()
    return int(found[0]) if found else None


def _agrees(column: Any, wanted: Any) -> Any:
    return column.is_null() if wanted in (None, "") else column == wanted


def made_in_advance(rulebook: Rulebook, entity: Entity, given: dict[str, Any]) -> int | None:
    """The record of a duty that somebody who writes these values would fill in instead."""
    for duty in entity.duties.values():
        due = Declared(entity, duty)
        found = _there_already(gate_on(rulebook, rulebook.clock().date()).session, due, given)
        table: Any = rulebook.tables.platform["Duty"]
        mine = (table.duty == due.key) & (table.record == found)
        if found is not None and table.select().where(mine).exists():
            return found
    return None


# A duty that begins


def begin(rulebook: Rulebook, due: Declared, without: int | None = None) -> date:
    """The day on which a duty was first seen; which is today for one that is new.

    Records for which a new duty without a rhythm would be due at once are left out for
    good: only what happens from now on counts. `without` is one that counts nevertheless.
    """
    table: Any = rulebook.tables.platform["Duty"]
    asked = table.select(table.at).where(table.duty == due.key, table.day == BEGIN)
    found: datetime | None = asked.scalar()
    if found is not None:
        return found.date()
    now = rulebook.clock().replace(microsecond=0)
    with transaction(rulebook.tables.database):
        first = {"duty": due.key, "day": BEGIN, "source": NO_ROW, "at": now}
        table.insert(**first).on_conflict_ignore().execute()
        if not due.duty.every:
            _leave_out(rulebook, due, now, without)
    return now.date()


def _leave_out(rulebook: Rulebook, due: Declared, now: datetime, without: int | None) -> None:
    table: Any = rulebook.tables.platform["Duty"]
    known = [id for id in missing(gate_on(rulebook, now.date()), due, ONCE) if id != without]
    rows = [{"duty": due.key, "day": BEFORE, "source": id, "at": now} for id in known]
    for start in range(0, len(rows), AT_ONCE):
        table.insert_many(rows[start : start + AT_ONCE]).on_conflict_ignore().execute()
