"""Somebody's desk: what waits for them, what is late, what they started.

Each list is one statement over all entities that can have such records, and one more
for the titles of each entity that is met, however many records and lists there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Any

from peewee import Value

from formula.kinds import DATE
from formula.tree import Apply, Literal
from records.find import Listing, among
from records.grants import condition
from records.query import NOWHERE, Query, path
from records.record import Desk, Record, Task
from records.session import Session
from records.visibility import OWNER, listed
from schema.objects import Entity, Transition, Workflow
from schema.values import Formula

FINISHED = ("ok", "end", "bad")
"""Phases in which nobody has anything to do any more."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record for the desk before its title is known."""

    entity: str
    id: int
    since: datetime


Condition = Callable[[Session, Entity, Any], Any]


def waiting(session: Session, limit: int) -> list[Task]:
    """Records in a state that the actor can end, longest waiting first."""
    return _tasks(session, _waiting(session, limit))[0]


def overdue(session: Session, limit: int) -> list[Task]:
    """What is past its day and is the actor's or waits for the actor."""
    return _tasks(session, _overdue(session, limit))[0]


def whole(session: Session, most: int, latest: int) -> Desk:
    """Up to `most` that wait and are late, and the `latest` own ones that are not finished."""
    lists = _waiting(session, most), _overdue(session, most), _started(session, latest)
    return Desk(*_tasks(session, *lists))


def waiting_counts(session: Session, limit: int) -> dict[str, int]:
    """How much waits for the actor, by entity."""
    return dict(Counter(found.entity for found in _waiting(session, limit)))


def _waiting(session: Session, limit: int) -> list[Found]:
    return _found(session, _with_workflow(session), waits, limit, oldest=True)


def _overdue(session: Session, limit: int) -> list[Found]:
    entities = (entity for entity in session.schema.entities.values() if entity.due)
    return _found(session, entities, late, limit, oldest=True)


def _started(session: Session, limit: int) -> list[Found]:
    return _found(session, _with_workflow(session), own_unfinished, limit, oldest=False)


def _with_workflow(session: Session) -> Iterator[Entity]:
    return (e for e in session.schema.entities.values() if e.workflow is not None)


def waits(session: Session, entity: Entity, model: Any) -> Any:
    """Which records wait for the actor; None when none ever can."""
    workflow = entity.workflow
    if workflow is None:
        return None
    tests = [
        test
        for transition in workflow.transitions.values()
        if not anywhere(workflow, transition)
        and (test := _waits_at(session, workflow, transition, model)) is not None
    ]
    return reduce(or_, tests) if tests else None


def anywhere(workflow: Workflow, transition: Transition) -> bool:
    """Whether a transition leaves every other state, like a cancellation: nobody waits for it."""
    return len(workflow.states) > 2 and len(set(transition.origins) - {transition.to}) >= (
        len(workflow.states) - 1
    )


def _waits_at(session: Session, workflow: Workflow, transition: Transition, model: Any) -> Any:
    who = _who(session, workflow, transition, model)
    if who is False:
        return None
    origins = [o for o in transition.origins if workflow.states[o].phase not in FINISHED]
    if not origins:
        return None
    tests = [getattr(model, workflow.field).in_(origins)]
    if who is not True:
        tests.append(who)
    if transition.when is not None:
        tests.append(session.condition(transition.when.tree, model))
    return reduce(and_, tests)


def _who(session: Session, workflow: Workflow, transition: Transition, model: Any) -> Any:
    """For which records a transition is the actor's: True, False, or a condition."""
    # What the owner has not handed in yet waits for the owner, whoever else could.
    drafting = OWNER in transition.by and transition.origins == (workflow.initial,)
    roles = (OWNER,) if drafting else transition.by
    return named_by(session, roles, transition.by_people, model)


def named_by(session: Session, roles: Iterable[str], people: Iterable[Formula], model: Any) -> Any:
    """For which records roles, the owner or paths name the actor: True, False, or a condition."""
    actor, wanted = session.actor, set(roles)
    if actor.roles & wanted:
        return True
    if actor.person is None:
        return False
    tests = [_is_me(session, path.tree, model) for path in people]
    if OWNER in wanted:
        tests.append(model.owner == actor.person)
    return reduce(or_, tests) if tests else False


def _is_me(session: Session, tree: Any, model: Any) -> Any:
    return session.value(tree, model) == Value(session.actor.person, converter=False)


def late(session: Session, entity: Entity, model: Any) -> Any:
    """Which unfinished records past their day are the actor's or wait for the actor."""
    tests = [model.owner == session.actor.person] if session.actor.person is not None else []
    waits_here = waits(session, entity, model)
    tests += [waits_here] if waits_here is not None else []
    if not tests:
        return None
    due = path(entity, entity.fields[entity.due])
    today = Literal(DATE, NOWHERE, session.context.today)
    passed = session.condition(Apply(due.kind, NOWHERE, "lt", (due, today)), model)
    unfinished = _unfinished(session, entity, model)
    return reduce(and_, [reduce(or_, tests), passed, *unfinished])


def finished(entity: Entity, record: Record) -> bool:
    """Whether a record's state, or the field that finishes it, says that it is done.

    A list that leaves that field out does not know, and calls nothing late.
    """
    state = entity.workflow.states.get(record.state) if entity.workflow else None
    done = bool(entity.done) and record.values.get(entity.done, "unknown") not in (None, "", ())
    return done or (state is not None and state.phase in FINISHED)


def _unfinished(session: Session, entity: Entity, model: Any) -> list[Any]:
    workflow, tests = entity.workflow, []
    if workflow is not None:
        states = [s.name for s in workflow.states.values() if s.phase not in FINISHED]
        tests.append(getattr(model, workflow.field).in_(states))
    if entity.done:
        tests.append(session.value(path(entity, entity.fields[entity.done]), model).is_null())
    return tests


def own_unfinished(session: Session, entity: Entity, model: Any) -> Any:
    """Which records the actor owns and nobody has finished."""
    if session.actor.person is None:
        return None
    return reduce(and_, [model.owner == session.actor.person, *_unfinished(session, entity, model)])


def _tasks(session: Session, *lists: list[Found]) -> list[list[Task]]:
    """The tasks of some lists; what stands in several is read once."""
    records = dict(_records(session, list(dict.fromkeys(chain(*lists)))))
    return [
        [
            _task(session, each, record)
            for each in found
            if (record := records.get((each.entity, each.id))) is not None
        ]
        for found in lists
    ]


def _found(
    session: Session, entities: Iterable[Entity], which: Condition, limit: int, oldest: bool
) -> list[Found]:
    parts = [found for e in entities if (found := part(session, e, which)) is not None]
    rows = together(session, parts, max(1, min(limit, 500)), oldest)
    return [Found(entity, id, moment(since)) for entity, id, since in rows]


def together(
    session: Session, parts: list[Any], limit: int, oldest: bool, more: tuple[str, ...] = ()
) -> list[tuple[Any, ...]]:
    """What several parts find, with their columns `more`, in one statement."""
    if not parts:
        return []
    union = reduce(lambda a, b: a.union_all(b), parts).alias("desk")
    order = union.c.since.asc() if oldest else union.c.since.desc()
    columns = [getattr(union.c, name) for name in ("entity", "id", "since", *more)]
    # Any model may carry the statement; its own table is not read.
    query = session.tables.History.select(*columns).from_(union)
    return list(query.order_by(order, union.c.entity, union.c.id).limit(limit).tuples())


def moment(raw: Any) -> datetime:
    """A moment as a statement over several tables gives it."""
    return raw if isinstance(raw, datetime) else datetime.fromisoformat(raw)


def part(session: Session, entity: Entity, which: Condition) -> Any:
    """The records of an entity that meet a condition and may be read; None when there are none."""
    model = session.model(entity.name)
    allowed = condition(session, "read", entity.name, model)
    test = which(session, entity, model) if allowed is not False else None
    if test is None:
        return None
    name = Value(entity.name, converter=False).alias("entity")
    query = model.select(name, model.id.alias("id"), model.updated_at.alias("since"))
    query = query.where(model.deleted_at.is_null(), test)
    return query if allowed is True else query.where(allowed)


def _records(session: Session, found: list[Found]) -> Iterator[tuple[tuple[str, int], Record]]:
    for name in dict.fromkeys(each.entity for each in found):
        ids = [each.id for each in found if each.entity == name]
        entity = session.entity(name)
        due = entity.fields.get(entity.due)
        # A hidden day is off the screens as a field; how late its record is, is no secret.
        fields = [due] if due is not None and listed(session, due.read, None) else []
        listing = Listing(session, entity, Query(), among(ids), fields)
        for record in listing.every(listing.model.id):
            yield (name, record.id), record


def _task(session: Session, found: Found, record: Record) -> Task:
    due = record.values.get(session.entity(found.entity).due)
    day: date | None = due.date() if isinstance(due, datetime) else due
    return Task(found.entity, found.id, record.title, record.state, found.since, day)
