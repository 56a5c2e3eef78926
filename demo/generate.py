"""A year in the life of a rulebook: records written and moved on, day by day.

Every record is written by somebody who may write it, and moved through its workflow by
people who may press the buttons, all through the gate, in the order of time: what a
record needs of another has happened before. What the rulebook's scenarios tell happens
as they tell it (`demo.stage`); chance writes everything else.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from faker import Faker

from demo.chance import Chance, NothingToLink
from demo.order import filling_order
from demo.people import SignIn, accounts_for_roles, sign_in
from demo.sample import Sample, TimeMachine
from demo.seeds import Seed, seeds
from demo.stage import Stage, Turn
from demo.wants import wants
from records.actor import SYSTEM, Actor
from records.gate import Gate
from records.query import Query
from records.record import Record
from records.refusals import Forbidden, NotFound, Refused
from records.rulebook import Rulebook
from schema.objects import Entity, Transition

DAYS = 330
"""How long ago the sample begins."""

TRIES = 6
WAITS = 9
"""How often a record that does not fit yet is tried again some days later."""

PATIENCE = 0.85
"""How often people wait rather than take a step back."""

ENOUGH = 4
"""A record gets no more than so many of what its buttons wait for."""

MOVES, USUAL_MOVES = 18, 6
SETBACKS = 0.03
"""How often something is refused, cancelled or sent back."""

PAPERS, REFERENCE = 8, 8

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens: a record is to be written, or moved on."""

    entity: Entity
    id: int | None
    left: int


class Generator:
    """Makes one sample on a rulebook that runs on the given time machine."""

    def __init__(
        self, rulebook: Rulebook, clock: TimeMachine, password: str, seed: int = 20260101
    ) -> None:
        self.rulebook = rulebook
        self.clock = clock
        self.password = password
        self.random = Random(seed)  # noqa: S311
        faker = Faker("zh_CN")
        faker.seed_instance(seed)
        self.chance = Chance(rulebook.schema, self.random, faker)
        self.now = clock.moment
        self.begin = self.now - timedelta(days=DAYS)
        self.actors: list[Actor] = []
        self.sample = Sample()
        self.stage = Stage(rulebook, self.chance, self.sample, self._expect)
        self._events: list[tuple[datetime, int, Event | Turn]] = []
        self._serial = count()

    def run(self, scale: float = 1, progress: Progress = lambda done, total: None) -> Sample:
        """Make seeds, accounts and a year of records, so many times the usual number."""
        self.clock.moment = self.begin
        for seed in seeds(self.rulebook.schema):
            self._plant(seed)
        self._accounts()
        told = self.stage.created()
        for entity in filling_order(self.rulebook.schema):
            if entity.name not in told:
                self._plan(entity, scale)
        if scale:
            self.stage.plan(self.actors, self.begin, self.now, scale)
        self._live(progress)
        self.clock.moment = self.now
        return self.sample

    # Seeds and people

    def _plant(self, seed: Seed) -> None:
        gate = self._gate(SYSTEM)
        values = dict(seed.values)
        if seed.find:
            values["id"] = self._found(gate, seed)
        outcome = gate.import_rows(seed.entity, [values])
        row = outcome.rows[0]
        if row.problems or row.id is None:
            raise Refused(row.problems)
        self.sample.rows[seed.entity] += not seed.find
        for transition in seed.press:
            gate.move(seed.entity, row.id, transition)
        if seed.account:
            record = gate.get(seed.entity, row.id)
            roles = seed.account.get("roles", ())
            self._enrol([self._sign_in(seed.account["username"], record.title, roles, row.id)])

    def _found(self, gate: Gate, seed: Seed) -> int:
        found = gate.find(seed.entity, Query(search=seed.find, size=20)).records
        return next(record.id for record in found if record.title == seed.find)

    def _sign_in(
        self, username: str, name: str, roles: tuple[str, ...], person: int | None
    ) -> tuple[SignIn, Actor]:
        return sign_in(self.rulebook, username, name, roles, person, self.password)

    def _accounts(self) -> None:
        taken = {role for entry in self.sample.sign_ins for role in entry.roles}
        people = self._people() if not self.actors else []
        self._enrol(accounts_for_roles(self.rulebook, taken, people, self.password))

    def _people(self) -> list[tuple[int, str]]:
        """A person for each role, in a rulebook that brings none along."""
        declared = self.rulebook.schema.people
        if declared is None:
            return []
        wanted = self.rulebook.schema.entities[declared.entity]
        needed = [e for e in filling_order(self.rulebook.schema) if e.name != wanted.name]
        for entity in needed[: len(needed)]:
            if self._written(entity, SYSTEM, {}) is None or len(needed) > 3:
                break
        made = [self._written(wanted, SYSTEM, {}) for _ in self.rulebook.schema.roles]
        return [(record.id, record.title) for record in made if record is not None]

    def _enrol(self, made: list[tuple[SignIn, Actor]]) -> None:
        self.sample.sign_ins += [entry for entry, _ in made]
        self.actors += [actor for _, actor in made]

    # A year, event by event

    def _plan(self, entity: Entity, scale: float) -> None:
        """Business papers all through the year, reference data at its start; seeds only at 0."""
        if not scale or self.sample.rows[entity.name] >= 3:
            return
        papers = bool(entity.workflow) or any(
            f.type in ("date", "month", "datetime") and f.required for f in entity.fields.values()
        )
        usual = PAPERS * self._weight(entity) if papers else REFERENCE
        for _ in range(max(2, round(usual * scale))):
            days = self.random.randint(1, DAYS - 4) if papers else 0
            moment = self.begin + timedelta(days=days, minutes=self.random.randint(0, 480))
            self._expect(moment, Event(entity, None, WAITS))

    def _weight(self, entity: Entity) -> float:
        """How many times the usual number: what others must link to is needed more often."""
        linking = sum(
            field.required and field.to == entity.name
            for other in self.rulebook.schema.entities.values()
            for field in other.fields.values()
        )
        return min(3.0, 0.6 + 0.4 * linking)

    def _expect(self, moment: datetime, event: Event | Turn) -> bool:
        """Let something happen then, unless that is still to come."""
        if moment > self.now:
            return False
        heapq.heappush(self._events, (moment, next(self._serial), event))
        return True

    def _live(self, progress: Progress) -> None:
        done = 0
        while self._events:
            moment, _, event = heapq.heappop(self._events)
            self.clock.moment = moment
            if isinstance(event, Turn):
                self.stage.play(event, moment)
            elif event.id is None:
                self._write(event)
            else:
                self._move(event)
            done += 1
            progress(done, done + self._ahead())

    def _ahead(self) -> int:
        """How much is still to happen, as far as that can be told."""
        chance = [event for _, _, event in self._events if isinstance(event, Event)]
        return self.stage.ahead + sum(USUAL_MOVES if e.id is None else 2 for e in chance)

    def _write(self, event: Event) -> None:
        entity = event.entity
        if self._make(entity, {}):
            return
        if event.left:
            pause = timedelta(days=self.random.randint(5, 20))
            self._expect(self.clock.moment + pause, Event(entity, None, event.left - 1))
        else:
            self.sample.refused[entity.name] += 1

    def _make(self, entity: Entity, wanted: Mapping[str, Any]) -> bool:
        """Let somebody write a record and expect it to be moved on."""
        writer = self._who(lambda gate: gate.may("create", entity.name))
        record = self._written(entity, writer, wanted)
        if record is not None:
            self._later(entity, record.id, MOVES)
        return record is not None

    def _written(self, entity: Entity, writer: Actor, wanted: Mapping[str, Any]) -> Any:
        gate = self._gate(writer)
        for _ in range(TRIES):
            try:
                record = gate.create(
                    entity.name, self.chance.values(entity, gate, self.clock.moment, wanted)
                )
            except (Refused, Forbidden):
                continue
            except NothingToLink:
                return None
            self.sample.rows[entity.name] += 1
            return record
        return None

    def _later(self, entity: Entity, id: int, left: int, hurry: bool = True) -> None:
        """Come back to a record in some days; in more where nothing could be done."""
        if entity.workflow and left:
            days = self.random.choice((1, 1, 2, 3)) if hurry else self.random.randint(5, 12)
            day = (self.clock.moment + timedelta(days=days)).replace(hour=8, minute=30)
            moment = day + timedelta(minutes=self.random.randint(0, 540))
            self._expect(moment, Event(entity, id, left - 1))

    def _move(self, event: Event) -> None:
        assert event.id is not None
        record = self._gate(SYSTEM).get(event.entity.name, event.id)
        if self._ended(event.entity, record.state):
            return
        moved = any(
            self._pressed(event.entity, gate, record, chosen)
            for gate, allowed in self._who_may_press(event.entity, record)
            if (chosen := self._likely(event.entity, record.state, allowed))
        )
        if not moved:
            self._help_on(event.entity, record)
        self._later(event.entity, event.id, event.left, hurry=moved)

    def _help_on(self, entity: Entity, record: Record) -> None:
        """Write one of the records that the next buttons wait for."""
        assert entity.workflow is not None
        ways = [t for t in entity.workflow.transitions.values() if record.state in t.origins]
        declared = self.rulebook.schema.entities
        needed = [w for way in ways for w in wants(way) if not declared[w.entity].parent]
        if not needed:
            return
        want = self.random.choice(needed)
        related = self._gate(SYSTEM).related(record)
        if (
            sum(r.count for r in related if (r.entity, r.field) == (want.entity, want.link))
            < ENOUGH
        ):
            self._make(declared[want.entity], {want.link: record.id, **want.values})

    def _ended(self, entity: Entity, state: str) -> bool:
        assert entity.workflow is not None
        return not any(state in t.origins for t in entity.workflow.transitions.values())

    def _who_may_press(
        self, entity: Entity, record: Any
    ) -> Iterator[tuple[Gate, list[Transition]]]:
        for actor in self._pressers(entity, record.state):
            gate = self._gate(actor)
            allowed = [p.transition for p in gate.transitions(record) if p.decision]
            if allowed:
                yield gate, allowed

    def _pressers(self, entity: Entity, state: str) -> list[Actor]:
        """Those whose roles press something in a state; everybody where people are named."""
        assert entity.workflow is not None
        ways = [t for t in entity.workflow.transitions.values() if state in t.origins]
        roles = {role for way in ways for role in way.by}
        anybody = "owner" in roles or any(way.by_people for way in ways)
        found = [actor for actor in self.actors if anybody or actor.roles & roles]
        return self.random.sample(found, len(found))

    def _likely(self, entity: Entity, state: str, allowed: list[Transition]) -> Transition | None:
        """Mostly onwards, seldom back or to a bad end; None is to wait for better."""
        assert entity.workflow is not None
        order, states = list(entity.workflow.states), entity.workflow.states
        here = order.index(state)
        if self.random.random() < SETBACKS:
            return self.random.choice(allowed)
        good = [t for t in allowed if states[t.to].phase != "bad" and not _sweeping(entity, t)]
        ahead = [t for t in good if order.index(t.to) > here]
        ahead = [t for t in ahead if not self._ended(entity, t.to)] or ahead
        if ahead:
            return self.random.choice(ahead)
        back = good and self.random.random() > PATIENCE
        return self.random.choice(good) if back else None

    def _pressed(self, entity: Entity, gate: Gate, record: Record, transition: Transition) -> bool:
        for _ in range(TRIES):
            try:
                asked = self.chance.asked(
                    entity, transition, gate, record.values, self.clock.moment
                )
                gate.move(entity.name, record.id, transition.name, asked)
            except (Refused, Forbidden):
                continue
            except (NotFound, NothingToLink):
                return False
            return True
        return False

    def _who(self, may: Callable[[Gate], bool]) -> Actor:
        """Somebody who may, picked by chance; the platform itself when nobody may."""
        for actor in self.random.sample(self.actors, len(self.actors)):
            if may(self._gate(actor)):
                return actor
        return SYSTEM

    def _gate(self, actor: Actor) -> Gate:
        return Gate(self.rulebook, actor)


def _sweeping(entity: Entity, transition: Transition) -> bool:
    """Whether a button is there in most states: it ends or suspends, it does not go on."""
    return entity.workflow is not None and len(transition.origins) * 2 > len(entity.workflow.states)
