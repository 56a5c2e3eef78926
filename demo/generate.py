"""Fills a rulebook with sample records: seeds first, then what chance makes up.

Every record is written by somebody who may write it, on a day of the last year, and
is then moved through its workflow by people who may press the buttons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from faker import Faker
from records.actor import SYSTEM, Actor
from records.refusals import NotFound, Refused
from records.gate import Gate
from records.rulebook import Rulebook
from schema.objects import Entity, Transition

from demo.order import filling_order
from demo.people import SignIn, accounts_for_roles, sign_in
from demo.seeds import Seed, seeds
from demo.values import Maker, sample

DAYS = 400
TRIES = 12
MOVES = 10
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Sample:
    """What was made: rows by entity, sign-ins, and records that the rules would not take."""

    rows: Counter[str] = field(default_factory=Counter)
    sign_ins: list[SignIn] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class TimeMachine:
    """A clock that shows the moment it is set to, so that a sample has a past."""

    moment: datetime

    def __call__(self) -> datetime:
        """The moment it is set to."""
        return self.moment


class Generator:
    """Makes one sample; the same seed on the same day makes the same one.

    The rulebook must run on the given time machine.
    """

    def __init__(
        self, rulebook: Rulebook, clock: TimeMachine, password: str, seed: int = 20260101
    ) -> None:
        self.rulebook = rulebook
        self.clock = clock
        self.password = password
        self.random = Random(seed)  # noqa: S311
        self.faker = Faker("zh_CN")
        self.faker.seed_instance(seed)
        self.now = clock.moment
        self.actors: list[Actor] = []
        self.sample = Sample()

    def run(self, scale: float = 1, progress: Progress = lambda name, done, total: None) -> Sample:
        """Make seeds, accounts and records, so many times the usual number."""
        self._seed_rows()
        self._accounts()
        plan = [
            (entity, self._count(entity, scale)) for entity in filling_order(self.rulebook.schema)
        ]
        total, done = sum(count for _, count in plan), 0
        for entity, count in plan:
            for moment in sorted(self._moments(entity, count)):
                self._record(entity, moment)
                done += 1
                progress(str(entity.label), done, total)
        return self.sample

    def _seed_rows(self) -> None:
        gate = self._gate(SYSTEM, self.now - timedelta(days=DAYS))
        for seed in seeds(self.rulebook.schema):
            record = gate.create(seed.entity, dict(seed.values))
            self.sample.rows[seed.entity] += 1
            self._seed_account(seed, record)

    def _seed_account(self, seed: Seed, record: Any) -> None:
        if seed.account:
            made = sign_in(
                self.rulebook,
                seed.account["username"],
                record.title,
                seed.account.get("roles", ()),
                record.id,
                self.password,
            )
            self._enrol([made])

    def _accounts(self) -> None:
        taken = {role for entry in self.sample.sign_ins for role in entry.roles}
        people: list[tuple[int, str]] = []
        if self.rulebook.schema.people and not self.actors:
            entity = self.rulebook.schema.entities[self.rulebook.schema.people.entity]
            for _ in range(len(self.rulebook.schema.roles)):
                record = self._record(entity, self.now - timedelta(days=DAYS))
                if record is not None:
                    people.append((record.id, record.title))
        self._enrol(
            accounts_for_roles(self.rulebook, {r: True for r in taken}, people, self.password)
        )

    def _enrol(self, made: list[tuple[SignIn, Actor]]) -> None:
        self.sample.sign_ins += [entry for entry, _ in made]
        self.actors += [actor for _, actor in made]

    def _count(self, entity: Entity, scale: float) -> int:
        """Business papers many, reference data few, what seeds brought along none."""
        if self.sample.rows[entity.name] >= 5:
            return 0
        papers = entity.workflow or any(
            f.type in {"date", "month"} and f.required for f in entity.fields.values()
        )
        return max(1, round((40 if papers else 12) * scale))

    def _moments(self, entity: Entity, count: int) -> Iterator[datetime]:
        for _ in range(count):
            day = self.now - timedelta(days=self.random.randint(0, DAYS - 30))
            yield day.replace(hour=self.random.randint(8, 17), minute=self.random.randint(0, 59))

    def _gate(self, actor: Actor, moment: datetime) -> Gate:
        self.clock.moment = moment
        return Gate(self.rulebook, actor)

    def _record(self, entity: Entity, moment: datetime) -> Any:
        actor = self._who(lambda gate: gate.decide("create", entity.name), moment)
        gate = self._gate(actor, moment)
        for _ in range(TRIES):
            try:
                record = gate.create(entity.name, self._values(entity, gate, moment))
            except Refused:
                continue
            self.sample.rows[entity.name] += 1
            self._advance(entity, record.id, moment)
            return record
        self.sample.refused[entity.name] += 1
        return None

    def _who(self, asked: Callable[[Gate], Any], moment: datetime) -> Actor:
        """Somebody who may, picked by chance; the platform itself when nobody may."""
        for actor in self.random.sample(self.actors, len(self.actors)):
            if asked(self._gate(actor, moment)):
                return actor
        return SYSTEM

    def _values(
        self, entity: Entity, gate: Gate, moment: datetime, draft: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        maker = Maker(self.random, self.faker, moment)
        values = dict(draft if draft is not None else gate.draft(entity.name).values)
        for declared in entity.fields.values():
            if (
                declared.formula
                or declared.readonly
                or declared.hidden
                or values.get(declared.name) not in (None, (), "")
            ):
                continue
            if declared.type in {"link", "links"}:
                values[declared.name] = self._linked(entity, declared, gate, values)
            elif declared.type == "lines":
                values[declared.name] = self._lines(declared, gate, moment)
            else:
                values[declared.name] = sample(declared, maker)
        return {name: value for name, value in values.items() if value is not None}

    def _linked(self, entity: Entity, declared: Any, gate: Gate, values: dict[str, Any]) -> Any:
        if not declared.required and self.random.random() > 0.7:
            return None
        options = gate.options(entity.name, declared.name, "", values, limit=30)
        if not options:
            return None
        if declared.type == "links":
            return tuple(
                o.id
                for o in self.random.sample(options, min(len(options), self.random.randint(1, 2)))
            )
        return self.random.choice(options).id

    def _lines(self, declared: Any, gate: Gate, moment: datetime) -> list[dict[str, Any]]:
        child = self.rulebook.schema.entities[declared.of]
        rows = []
        for _ in range(self.random.randint(1, 4)):
            row = self._values(child, gate, moment, draft={declared.by: 0})
            row.pop(declared.by, None)
            rows.append(row)
        return rows

    def _advance(self, entity: Entity, id: int, moment: datetime) -> None:
        """Press buttons for the record until it ends, time runs out, or nobody may."""
        if not entity.workflow:
            return
        for _ in range(MOVES):
            moment += timedelta(days=self.random.randint(0, 5), hours=self.random.randint(0, 5))
            if moment > self.now or not self._step(entity, id, moment):
                return

    def _step(self, entity: Entity, id: int, moment: datetime) -> bool:
        for actor in self.random.sample(self.actors, len(self.actors)):
            gate = self._gate(actor, moment)
            try:
                record = gate.get(entity.name, id)
            except NotFound:
                continue
            allowed = [p.transition for p in gate.transitions(record) if p.decision]
            if allowed:
                return self._press(entity, gate, id, self._likely(entity, allowed), moment)
        return False

    def _likely(self, entity: Entity, allowed: list[Transition]) -> Transition:
        """Mostly onwards, now and then a refusal."""
        order = list(entity.workflow.states) if entity.workflow else []
        phases = (
            {name: state.phase for name, state in entity.workflow.states.items()}
            if entity.workflow
            else {}
        )
        good = [t for t in allowed if phases[t.to] != "bad"]
        if good and self.random.random() < 0.92:
            return max(good, key=lambda t: (order.index(t.to), self.random.random()))
        return self.random.choice(allowed)

    def _press(
        self, entity: Entity, gate: Gate, id: int, transition: Transition, moment: datetime
    ) -> bool:
        maker = Maker(self.random, self.faker, moment)
        for _ in range(TRIES):
            asked: dict[str, Any] = {}
            for name in transition.ask:
                if name == "comment":
                    asked[name] = self.faker.sentence(nb_words=6)
                else:
                    declared = replace(entity.fields[name], required=True)
                    asked[name] = (
                        self._linked(entity, declared, gate, {})
                        if declared.type in {"link", "links"}
                        else sample(declared, maker)
                    )
            try:
                gate.move(entity.name, id, transition.name, asked)
            except Refused:
                continue
            return True
        return False
