"""What somebody was asked by hand to do: reminders that stand until the record has moved on."""

from __future__ import annotations

from typing import Any

from language import say
from records import get
from records.record import Nudge
from records.refusals import NotFound
from records.session import Session

MOST = 20


def reminders(session: Session) -> tuple[Nudge, ...]:
    """The reminders of whoever asks, latest first; of records in the state of then."""
    if session.actor.person is None:
        return ()
    table: Any = session.tables.Reminder
    asked = (
        table.select(table.entity, table.record, table.rule, table.message, table.at)
        .where((table.person == session.actor.person) & table.settled_at.is_null())
        .order_by(table.at.desc(), table.id.desc())
        .limit(MOST)
    )
    found = []
    for entity, record, state, message, at in asked.tuples():
        declared = session.schema.entities.get(entity)
        if declared is None or declared.workflow is None:
            continue
        try:
            seen = get.get(session, entity, record)
        except NotFound:
            continue
        if seen.state == state:
            words = message or say("{title} waits for you.", title=seen.title)
            found.append(Nudge(entity, record, seen.title, words, at))
    return tuple(found)
