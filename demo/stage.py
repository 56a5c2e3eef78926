"""Plays the rulebook's scenarios: each step at its time, through the gate, by its person.

Thousands of steps write, and none reads what it wrote: so they do what the gate does without
having the record handed out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from demo.answers import Answers, NotMade, Telling
from demo.chance import Chance, NothingToLink
from demo.sample import Sample
from demo.scenarios import Scenario, ScenarioError, Start, Step, scenarios, starts
from demo.values import Hint
from demo.workdays import Workdays
from records import workflow, write
from records.actor import Actor
from records.duties import made_in_advance
from records.gate import Gate
from records.refusals import Forbidden, NotFound, Refused
from records.rulebook import Rulebook
from schema.objects import Entity

TRIES = 3
"""How often a step that is refused is tried again some days later."""

REFUSALS = (Refused, Forbidden, NotFound, NothingToLink)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A run of a scenario that has come to one of its steps; `made` grows as it goes on."""

    scenario: Scenario
    start: Start
    place: int
    left: int
    made: dict[str, tuple[str, int]]

    @property
    def step(self) -> Step:
        """The step that it has come to."""
        return self.scenario.steps[self.place]

    @property
    def remaining(self) -> int:
        """How many steps it has to go, this one included."""
        return len(self.scenario.steps) - self.place


class Stage:
    """The scenarios of one rulebook, played by the people of its sample."""

    def __init__(
        self,
        rulebook: Rulebook,
        chance: Chance,
        sample: Sample,
        expect: Callable[[datetime, Turn], bool],
    ) -> None:
        self.rulebook = rulebook
        self.chance = chance
        self.sample = sample
        self.scenarios = scenarios(rulebook.schema)
        self.ahead = 0
        self._expect = expect
        self._workdays = Workdays(rulebook)
        self._answers = Answers(rulebook, chance)
        self._actors: dict[Any, Actor] = {}
        self._shares: dict[tuple[str, ...], float] = {}

    def created(self) -> set[str]:
        """The entities whose records come from the scenarios."""
        steps = (step for scenario in self.scenarios for step in scenario.steps)
        return {step.what for step in steps if step.act == "create"}

    def plan(self, actors: list[Actor], begin: datetime, now: datetime, scale: float) -> None:
        """Expect the first step of every run."""
        self._actors = {a.username: a for a in actors}
        self._actors |= {a.person: a for a in actors if a.person is not None}
        for told in self.scenarios:
            scenario = replace(told, times=round(told.times * scale))
            for start in starts(scenario, begin, now, self._workdays, self.chance.random):
                self._go_on(Turn(scenario, start, 0, TRIES, {}), start.moment)

    def play(self, turn: Turn, moment: datetime) -> None:
        """Let a step happen, and expect the next one."""
        self.ahead -= turn.remaining
        step = turn.step
        skipped = turn.left == TRIES and not self._falls_on(step, "chance", step.chance)
        try:
            if not skipped:
                self._act(turn, moment)
        except NotMade as missing:
            log.info("%s %s: no %s", turn.scenario.name, step.what, missing)
        except REFUSALS as refusal:
            log.info("%s %s %s: %r", turn.scenario.name, step.what, step.name, refusal)
            if not step.optional:
                self._again(turn, moment)
                return
        self._go_on(replace(turn, place=turn.place + 1, left=TRIES), moment)

    def _again(self, turn: Turn, moment: datetime) -> None:
        if turn.left:
            days = self.chance.random.randint(1, 3)
            day = self._workdays.later(moment.date(), days)
            self._expected(replace(turn, left=turn.left - 1), moment.replace(
                year=day.year, month=day.month, day=day.day
            ))  # fmt: skip
        else:
            self.sample.refused[turn.scenario.name] += 1

    def _go_on(self, turn: Turn, moment: datetime) -> None:
        if turn.place < len(turn.scenario.steps):
            self._expected(turn, self._when(turn.step, moment))

    def _expected(self, turn: Turn, moment: datetime) -> None:
        if self._expect(moment, turn):
            self.ahead += turn.remaining

    def _when(self, step: Step, moment: datetime) -> datetime:
        """So many working days later, at the step's hour or in the course of the day."""
        random = self.chance.random
        days = self._count(step.after)
        if self._falls_on(step, "late", step.late.share or 0):
            days += self._count(step.late)
        day = self._workdays.later(moment.date(), days)
        if step.at is not None:
            hour = datetime.combine(day, step.at) + timedelta(minutes=random.randint(0, 25))
        elif day > moment.date():
            hour = datetime.combine(day, moment.time()).replace(hour=8, minute=30)
            hour += timedelta(minutes=random.randint(0, 420))
        else:
            hour = moment + timedelta(minutes=random.randint(4, 25))
        return max(hour, moment)

    def _falls_on(self, step: Step, question: str, share: float) -> bool:
        """Whether it happens this time: so often, and evenly even among few."""
        key = (step.act, step.what, step.name, question)
        reached = self._shares.get(key, self.chance.random.random()) + share
        self._shares[key] = reached % 1
        return reached >= 1

    def _count(self, wish: Hint) -> int:
        low = int(wish.low if wish.low is not None else wish.provider or 0)
        return self.chance.random.randint(low, max(low, int(wish.high or low)))

    # What a step does

    def _act(self, turn: Turn, moment: datetime) -> None:
        start = turn.start
        telling = Telling(turn.made, start.words, start.number, moment)
        ACTS[turn.step.act](self, turn.step, self._gate(turn.step, telling), telling)

    def _gate(self, step: Step, telling: Telling) -> Gate:
        who = self.chance.random.choice(step.who)
        if who.startswith("$"):
            who = self._answers.referred(who[1:], telling)
        if who not in self._actors:
            raise ScenarioError(f"Nobody signs in as “{who}”.")
        return Gate(self.rulebook, self._actors[who])

    def _create(self, step: Step, gate: Gate, telling: Telling) -> None:
        entity = self.rulebook.schema.entities[step.what]
        wanted = self._answers.new(entity, step.values, gate, telling)
        values = self.chance.values(entity, gate, telling.moment, wanted)
        given = {**wanted, **values}
        # What a duty made in advance is filled in, as people would do it.
        id = made_in_advance(self.rulebook, entity, given)
        if id is None:
            id = write.create(gate.session, entity.name, given)
            self.sample.rows[entity.name] += 1
        else:
            write.update(gate.session, entity.name, id, given, None)
        self._named(telling)[step.name] = (entity.name, id)

    def _press(self, step: Step, gate: Gate, telling: Telling) -> None:
        entity, id = self._target(step, telling)
        asked = self._asked(entity, id, step, gate, telling)
        workflow.move(gate.session, entity.name, id, step.what, asked)

    def _asked(
        self, entity: Entity, id: int, step: Step, gate: Gate, telling: Telling
    ) -> Mapping[str, Any]:
        """The step's answers; chance gives those that it leaves open."""
        assert entity.workflow is not None
        transition = entity.workflow.transitions[step.what]
        given = self._answers.changes(entity, id, step.values, gate, telling)
        if set(transition.ask) <= given.keys():
            return given
        row = gate.session.row(entity.name, id)
        known = {
            field.name: row.get(field.name)
            for field in gate.fields(entity.name)
            if field.stored and field.type != "lines"
        }
        return self.chance.asked(entity, transition, gate, known, telling.moment, given)

    def _update(self, step: Step, gate: Gate, telling: Telling) -> None:
        entity, id = self._target(step, telling)
        given = self._answers.changes(entity, id, step.values, gate, telling)
        write.update(gate.session, entity.name, id, given, None)

    def _target(self, step: Step, telling: Telling) -> tuple[Entity, int]:
        name, id = self._answers.target(step.name, telling)
        return self.rulebook.schema.entities[name], id

    def _named(self, telling: Telling) -> dict[str, tuple[str, int]]:
        assert isinstance(telling.made, dict)
        return telling.made


ACTS: Mapping[str, Callable[[Stage, Step, Gate, Telling], None]] = {
    "create": Stage._create,
    "press": Stage._press,
    "update": Stage._update,
}
"""What each kind of step does."""
