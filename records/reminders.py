"""What somebody is reminded of: by hand until the record has moved on, by a rule while it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial, reduce
from itertools import groupby
from operator import and_
from typing import Any

from peewee import Value

from formula.tree import Path
from language import current, say, traditional
from records import desk, get, put_off
from records.record import Nudge
from records.refusals import NotFound
from records.session import Session
from records.titles import Part, expanded, worded
from records.visibility import readable
from schema.objects import Entity, Reminder

MOST = 20


def reminders(session: Session) -> tuple[Nudge, ...]:
    """What whoever asks was reminded of by hand, latest first, then what rules remind them of."""
    if session.actor.person is None and not session.actor.roles:
        return ()
    by_hand = tuple(_by_hand(session))
    told = {(nudge.entity, nudge.id) for nudge in by_hand}
    return (*by_hand, *(each for each in _by_rule(session) if (each.entity, each.id) not in told))


def _by_hand(session: Session) -> Iterator[Nudge]:
    """Reminders that somebody sent, of records in the state of then."""
    table: Any = session.tables.Reminder
    asked = (
        table.select(table.entity, table.record, table.rule, table.message, table.at)
        .where((table.person == session.actor.person) & table.settled_at.is_null())
        .order_by(table.at.desc(), table.id.desc())
        .limit(MOST)
    )
    for entity, record, state, message, at in asked.tuples():
        declared = session.schema.entities.get(entity)
        if declared is None or declared.workflow is None:
            continue
        try:
            seen = get.get(session, entity, record)
        except NotFound:
            continue
        if seen.state == state:
            yield Nudge(entity, record, seen.title, message or _waits(seen.title), at, sent=True)


def _by_rule(session: Session) -> Iterator[Nudge]:
    """What declared reminders say to whoever asks while their condition holds, oldest first."""
    rules = {
        (entity.name, place): rule
        for entity in session.schema.entities.values()
        if entity.workflow is not None
        for place, rule in enumerate(entity.workflow.remind)
    }
    parts = [
        found.select_extend(Value(place, converter=False).alias("rule"))
        for (name, place), rule in rules.items()
        if (found := desk.part(session, session.entity(name), partial(_named, rule))) is not None
    ]
    found = desk.together(session, parts, MOST, oldest=True, more=("rule",))
    words = dict(_messages(session, rules, found))
    told = {(entity, id): place for entity, id, _, place in reversed(found)}
    for entity, id, since, place in found:
        if told[entity, id] == place:
            title, message = words[entity, place, id]
            rule = rules[entity, place] if session.actor.person is not None else None
            yield Nudge(entity, id, title, message, desk.moment(since), rule=rule)


def _named(rule: Reminder, session: Session, entity: Entity, model: Any) -> Any:
    """For which records a reminder is the actor's; None for none."""
    who = desk.named_by(session, rule.to, rule.to_people, model)
    if who is False:
        return None
    holds = session.condition(rule.when.tree, model)
    unread = put_off.unread(session, entity, rule, model)
    return reduce(and_, (e for e in (holds, who, unread) if e is not True and e is not None))


def _messages(
    session: Session, rules: dict[tuple[str, int], Reminder], found: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[tuple[str, int, int], tuple[str, str]]]:
    """Title and message of each record that a rule found, one statement for each rule."""
    by_rule = sorted((entity, place, id) for entity, id, _, place in found)
    for (name, place), group in groupby(by_rule, key=lambda each: each[:2]):
        entity, ids = session.entity(name), [id for _, _, id in group]
        title = tuple(expanded(session.schema, entity.title.parts))
        message = tuple(expanded(session.schema, _spoken(rules[name, place])))
        hidden = not all(_seen(session, part) for part in message)
        for id, called, said in _worded(session, entity, ids, title, message):
            called = called or f"#{id}"
            yield (name, place, id), (called, _waits(called) if hidden else said)


def _spoken(rule: Reminder) -> tuple[Any, ...]:
    """The parts of a message in the current language; traditional script is made if missing."""
    locale = current()
    parts = rule.message(locale).parts
    if locale != "zh_TW" or locale in rule.messages:
        return parts
    return tuple(traditional(part) if isinstance(part, str) else part for part in parts)


def _worded(
    session: Session,
    entity: Entity,
    ids: list[int],
    title: tuple[Part, ...],
    message: tuple[Part, ...],
) -> Iterator[tuple[int, str, str]]:
    model, decoded = session.model(entity.name), session.expressions.decoded
    trees = [part for part in (*title, *message) if not isinstance(part, str)]
    ahead = sum(not isinstance(part, str) for part in title)
    columns = [session.value(tree, model).alias(f"part_{n}") for n, tree in enumerate(trees)]
    for id, *raw in model.select(model.id, *columns).where(model.id.in_(ids)).tuples():
        values = [decoded(tree.kind, value) for tree, value in zip(trees, raw, strict=True)]
        schema = session.schema
        yield id, worded(schema, title, values[:ahead]), worded(schema, message, values[ahead:])


def _seen(session: Session, part: Part) -> bool:
    """Whether whoever asks may see every field on the way of a part of a message."""
    if not isinstance(part, Path):
        return isinstance(part, str)
    fields = [session.entity(step.entity).fields.get(step.field) for step in part.steps]
    return all(field is None or readable(session, field) for field in fields)


def _waits(title: str) -> str:
    return say("{title} waits for you.", title=title)
