"""What a scenario's step says, turned into values: words, records, formulas, chance.

`$word` is a word of the run or a record that it made, `$order.customer` what that record
says, `= formula` (or `{= formula}` in a text) is evaluated on the record being written, `~10..20` is a sample hint,
`{YYYY}{MM}{###}` in a text are the day's and the run's numbers, `{word}` is a word of the
run. Anything else is meant
as it stands; a link may be written as the title or the number of a record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from demo.chance import LINKS, Chance
from demo.names import SchemaNames
from demo.scenarios import ScenarioError
from demo.values import Maker, hint, sample
from formula.check import typed
from formula.evaluate import value
from formula.faults import FormulaError
from formula.tree import Typed
from records.actor import SYSTEM
from records.defaults import fitted
from records.gate import Gate
from records.import_links import Lookups
from records.rows import DraftRow, Row, StoredRow
from records.rulebook import Rulebook
from records.session import Session
from schema.objects import Entity, Field

_PARTS = re.compile(r"\{(YYYY|YY|MM|DD|#+|[a-z]\w*)\}")
_INSIDE = re.compile(r"\{= (.+?)\}")
_DAY = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d"}
Made = Mapping[str, tuple[str, int]]
"""The records of a run by the names that the scenario gives them."""


class NotMade(LookupError):
    """A step speaks of a record that the run did not make."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One run as its values see it: its records, words, number, and the moment."""

    made: Made
    words: Mapping[str, Any]
    number: int
    moment: datetime


class Answers:
    """Turns what steps say into values that the gate takes."""

    def __init__(self, rulebook: Rulebook, chance: Chance) -> None:
        self.rulebook = rulebook
        self.chance = chance
        self._names = SchemaNames(rulebook.schema)
        self._lookups: dict[str, Lookups] = {}
        self._formulas: dict[tuple[str, str], Typed] = {}

    def new(
        self, entity: Entity, told: Mapping[str, Any], gate: Gate, telling: Telling
    ) -> dict[str, Any]:
        """The values of a new record; one may name those written before it."""
        given: dict[str, Any] = {}
        session = gate.session
        for name, text in told.items():
            row = DraftRow(session.row(entity.name, None), given, lambda: session.context)
            given[name] = self._value(entity, name, text, row, gate, telling)
        return given

    def changes(
        self, entity: Entity, id: int, told: Mapping[str, Any], gate: Gate, telling: Telling
    ) -> dict[str, Any]:
        """New values of a stored record; its lines are changed in their order."""
        row = gate.session.row(entity.name, id)
        given = {n: self._value(entity, n, text, row, gate, telling) for n, text in told.items()}
        for name in given:
            field = entity.fields.get(name)
            if field is not None and field.type == "lines":
                stored = [child.id for child in row.children(field.of, field.by)]
                numbered = dict(enumerate(stored))
                given[name] = [
                    {**line, **({"id": numbered[place]} if place in numbered else {})}
                    for place, line in enumerate(given[name])
                ]
        return given

    def referred(self, text: str, telling: Telling) -> Any:
        """What `order.customer.phone` means: the value, or a record's id, at the path's end."""
        first, *rest = text.split(".")
        if not rest and first in telling.words:
            return telling.words[first]
        if first not in telling.made:
            raise NotMade(first)
        found: Any = self._row(*telling.made[first])
        for step in rest:
            if step.isdigit():
                found = found[int(step)]
                continue
            declared = found.entity.fields.get(step)
            if declared is not None and declared.type == "link":
                found = found.follow(step)
            elif declared is not None and declared.type == "lines":
                found = tuple(found.children(declared.of, declared.by))
            else:
                found = found.get(step)
        return found.id if isinstance(found, StoredRow) else found

    def _row(self, entity: str, id: int) -> StoredRow:
        """A record as the platform sees it."""
        return Session(self.rulebook, SYSTEM).row(entity, id)

    def target(self, text: str, telling: Telling) -> tuple[str, int]:
        """The record that a step acts on: one of the run, or one that it links to."""
        first, *rest = text.split(".")
        if first not in telling.made:
            raise NotMade(first)
        entity, id = telling.made[first]
        for step in rest:
            field = self.rulebook.schema.entities[entity].fields[step]
            linked = self._row(entity, id).get(step)
            if linked is None:
                raise NotMade(text)
            entity, id = field.to, linked
        return entity, id

    def _value(
        self, entity: Entity, name: str, text: Any, row: Row, gate: Gate, telling: Telling
    ) -> Any:
        field = entity.fields.get(name)
        if field is not None and field.type == "lines":
            child = self.rulebook.schema.entities[field.of]
            return [self.new(child, line, gate, telling) for line in text]
        if isinstance(text, list):
            return [self._value(entity, name, each, row, gate, telling) for each in text]
        if not isinstance(text, str):
            return text
        if text.startswith("$"):
            found = self.referred(text[1:], telling)
            word = text[1:] in telling.words
            return self._value(entity, name, found, row, gate, telling) if word else found
        if text.startswith("~") and field is not None:
            return self._sampled(entity, field, text[1:], row, gate, telling)
        plain = _PARTS.sub(lambda part: _part(part, telling), text)
        if text.startswith("= "):
            return self._evaluated(entity, field, plain[2:], row, gate)
        plain = _INSIDE.sub(
            lambda part: str(self._evaluated(entity, None, part[1], row, gate)), plain
        )
        return self._linked(entity, name, plain) if field and field.type in LINKS else plain

    def _sampled(
        self, entity: Entity, field: Field, text: str, row: Row, gate: Gate, telling: Telling
    ) -> Any:
        options = hint(text).options
        if options:
            chosen = self.chance.random.choice(options)
            return self._value(entity, field.name, chosen, row, gate, telling)
        maker = Maker(self.chance.random, self.chance.faker, telling.moment)
        return sample(replace(field, sample=text, required=True), maker)

    def _evaluated(
        self, entity: Entity, field: Field | None, text: str, row: Row, gate: Gate
    ) -> Any:
        key = (entity.name, text)
        if key not in self._formulas:
            around = (entity.parent,) if entity.parent else ()
            self._formulas[key] = self._typed(text, entity.name, around)
        found = value(self._formulas[key], row, gate.session.context)
        return fitted(field, found) if field is not None else found

    def _typed(self, text: str, entity: str, around: tuple[str, ...]) -> Typed:
        try:
            return typed(text, self._names, entity, around)
        except FormulaError as faults:
            raise ScenarioError(f"{entity}: {text}: {faults}") from None

    def _linked(self, entity: Entity, name: str, title: str) -> Any:
        """The record with this title, number or unique text."""
        if entity.name not in self._lookups:
            session = Gate(self.rulebook, SYSTEM).session
            self._lookups[entity.name] = Lookups(session, entity)
        values, problems = self._lookups[entity.name].resolved({name: title})
        if problems:
            raise ScenarioError(f"{entity.name}.{name}: {problems[0].message}")
        found = values[name]
        return found[0] if isinstance(found, list) else found


def _part(part: re.Match[str], telling: Telling) -> str:
    """What a piece in braces stands for: the run's number, the day, or a word of the run."""
    name = part[1]
    if name.startswith("#"):
        return f"{telling.number:0{len(name)}}"
    if name in _DAY:
        return telling.moment.strftime(_DAY[name])
    return str(telling.words.get(name, part[0]))
