"""Stories that a rulebook brings along: `seeds/scenarios.yaml`, who does what after what.

A scenario is told `times: 24`, spread over the sample's year (or over `days: 0..60` of
it), or `every: month` (`year`, `week`, `workday`; `on:` which day of it, `last:` how many). Its
`with:` are rows of words for `$word`: one row for each time in turn, all of them every
month. Among its `steps`, `{steps: NAME}` stands for another scenario's steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from demo.values import Hint, hint
from demo.workdays import Workdays
from schema.objects import Schema

FILE = "scenarios.yaml"
ACTS = ("create", "press", "update")
OPENING = time(8, 30)
BOOLEAN = "tag:yaml.org,2002:bool"


class _Words(yaml.SafeLoader):
    """YAML in which only true and false are truths: `on` is a key of a step."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        letter: [(tag, found) for tag, found in known if letter in "tTfF" or tag != BOOLEAN]
        for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class ScenarioError(ValueError):
    """A scenario that cannot be told as it is written."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does: `what` is an entity to create or a button to press.

    `name` is what the record is called in the scenario; for press and update it may go on
    along a link, as in `order.customer`.
    """

    act: str
    what: str
    name: str
    who: tuple[str, ...]
    values: Mapping[str, Any]
    after: Hint
    late: Hint
    at: time | None
    chance: float
    optional: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story, how often it happens, and the words that differ from time to time."""

    name: str
    steps: tuple[Step, ...]
    times: int
    every: str
    on: int
    last: int
    days: Hint
    words: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Start:
    """When a run of a scenario begins, its number, and its words."""

    moment: datetime
    number: int
    words: Mapping[str, Any]


def scenarios(schema: Schema) -> tuple[Scenario, ...]:
    """The rulebook's scenarios, in the order of the file; none without the file."""
    file = Path(schema.folder) / "seeds" / FILE
    if not schema.folder or not file.exists():
        return ()
    declared = yaml.load(file.read_text("utf-8"), Loader=_Words) or {}  # noqa: S506
    return tuple(_scenario(name, told, declared) for name, told in declared.items())


def _scenario(name: str, told: Mapping[str, Any], declared: Mapping[str, Any]) -> Scenario:
    return Scenario(
        name=name,
        steps=tuple(_steps(name, declared, ())),
        times=int(told.get("times", 0)),
        every=str(told.get("every", "")),
        on=int(told.get("on", 1)),
        last=int(told.get("last", 0)),
        days=hint(str(told.get("days", ""))),
        words=tuple(told.get("with", ({},))),
    )


def _steps(name: str, declared: Mapping[str, Any], around: tuple[str, ...]) -> Iterator[Step]:
    """The steps of a scenario, those of the scenarios that it names in their place."""
    if name in around or name not in declared:
        raise ScenarioError(f"There is no scenario “{name}”, or it names itself.")
    for told in declared[name].get("steps", ()):
        if told.keys() == {"steps"}:
            yield from _steps(told["steps"], declared, (*around, name))
        else:
            yield _step(name, told)


def _step(scenario: str, told: Mapping[str, Any]) -> Step:
    acts = [act for act in ACTS if act in told]
    if len(acts) != 1 or "as" not in told:
        raise ScenarioError(
            f"{scenario}: write `as` and one of {', '.join(ACTS)} in each step: {told}"
        )
    act = acts[0]
    who = told["as"] if isinstance(told["as"], list) else [told["as"]]
    return Step(
        act=act,
        what=told[act] if act != "update" else "",
        name=_name(act, told),
        who=tuple(who),
        values=told.get("ask" if act == "press" else "values", {}),
        after=hint(str(told.get("after", 0))),
        late=hint(str(told.get("late", ""))),
        at=time.fromisoformat(told["at"]) if "at" in told else None,
        chance=float(told.get("chance", 1)),
        optional=bool(told.get("optional", False)),
    )


def _name(act: str, told: Mapping[str, Any]) -> str:
    if act == "update":
        return str(told["update"])
    return str(told["on"] if act == "press" else told.get("name", told["create"]))


def starts(
    scenario: Scenario, begin: datetime, now: datetime, workdays: Workdays, random: Random
) -> Iterator[Start]:
    """When the runs of a scenario begin."""
    if scenario.every:
        days = list(PERIODS[scenario.every](scenario.on, begin, now, workdays))
        chosen = days[-scenario.last :] if scenario.last else days
        for number, (day, words) in enumerate((d, w) for d in chosen for w in scenario.words):
            yield Start(datetime.combine(day, OPENING), number + 1, words)
        return
    low = int(scenario.days.low or 0)
    high = int(scenario.days.high if scenario.days.high is not None else (now - begin).days)
    for number in range(scenario.times):
        days = low + (number + random.random()) / scenario.times * (high - low)
        day = workdays.onwards((begin + timedelta(days=days)).date())
        words = scenario.words[number % len(scenario.words)]
        yield Start(datetime.combine(day, OPENING), number + 1, words)


def _monthly(on: int, begin: datetime, now: datetime, workdays: Workdays) -> Iterator[Any]:
    for day in workdays.days(begin.date(), now.date()):
        if day.day == on:
            yield workdays.onwards(day)


def _yearly(on: int, begin: datetime, now: datetime, workdays: Workdays) -> Iterator[Any]:
    for day in workdays.days(begin.date(), now.date()):
        if day.timetuple().tm_yday == on:
            yield workdays.onwards(day)


def _weekly(on: int, begin: datetime, now: datetime, workdays: Workdays) -> Iterator[Any]:
    for day in workdays.days(begin.date(), now.date()):
        if day.isoweekday() == on:
            yield workdays.onwards(day)


def _daily(on: int, begin: datetime, now: datetime, workdays: Workdays) -> Iterator[Any]:
    for day in workdays.days(begin.date(), now.date()):
        if workdays.holds(day):
            yield day


PERIODS = {"year": _yearly, "month": _monthly, "week": _weekly, "workday": _daily}
"""On which days something happens that happens regularly."""
