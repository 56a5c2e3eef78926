"""Reminders of rules that somebody has read: off the desk for as long as the rule says."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import peewee

from formula.evaluate import Calendar
from formula.operations import add_months
from language import say
from models.database import transaction
from records import get
from records.refusals import NotFound
from records.session import Session
from schema.objects import Entity, Reminder

DAYS = {"day": 1, "week": 7}


def interval(every: str) -> tuple[int, str]:
    """How many of which unit.

    >>> interval("2 workdays")
    (2, 'workday')
    """
    count, unit = every.split()
    return int(count), unit.removesuffix("s")


def in_words(every: str) -> str:
    """When a reminder comes back, for the reader."""
    count, unit = interval(every)
    if count == 1:
        return {
            "workday": say("Comes back on the next working day if it still holds"),
            "day": say("Comes back tomorrow if it still holds"),
            "week": say("Comes back in a week if it still holds"),
            "month": say("Comes back in a month if it still holds"),
        }[unit]
    return {
        "workday": say("Comes back after {count} working days if it still holds", count=count),
        "day": say("Comes back after {count} days if it still holds", count=count),
        "week": say("Comes back after {count} weeks if it still holds", count=count),
        "month": say("Comes back after {count} months if it still holds", count=count),
    }[unit]


def first_day(every: str, today: date, calendar: Calendar) -> date:
    """The first day on which a reader of then is still left in peace today.

    Where the calendar does not know the year, working days are taken for plain ones.
    """
    count, unit = interval(every)
    if unit == "month":
        before = add_months(today, -count)
        return today if before is None else before + timedelta(days=1)
    now = calendar.number(today) if unit == "workday" else None
    begun = None if now is None else calendar.nth(now - count + 1)
    return begun or today - timedelta(days=count * DAYS.get(unit, 1) - 1)


def unread(
    session: Session, entity: Entity, rule: Reminder, model: Any
) -> peewee.Expression | None:
    """For which records the actor has not read a rule's reminder lately; None is all."""
    if session.actor.person is None:
        return None
    table: Any = session.tables.Reminder
    day = first_day(rule.every, session.context.today, session.context.calendar)
    read = table.select(table.record).where(
        (table.person == session.actor.person)
        & (table.entity == entity.name)
        & (table.rule == rule.when.text)
        & (table.read_at >= datetime.combine(day, time()))
    )
    return model.id.not_in(read)


def put_off(session: Session, entity: Entity, id: int, rule: str) -> None:
    """Write down that the actor has read what a rule says of a record.

    Raises NotFound of a rule that there is not, and of a record that is not theirs to read.
    """
    declared = entity.workflow.remind if entity.workflow else ()
    person = session.actor.person
    if person is None or all(each.when.text != rule for each in declared):
        raise NotFound
    get.get(session, entity.name, id)
    table: Any = session.tables.Reminder
    about = {"person": person, "entity": entity.name, "record": id, "rule": rule}
    mine = [getattr(table, key) == value for key, value in about.items()]
    read = {"read_at": session.now, "settled_at": session.now}
    with transaction(session.database):
        if not table.update(read).where(*mine).execute():
            table.insert({**about, **read, "message": "", "at": session.now}).execute()
