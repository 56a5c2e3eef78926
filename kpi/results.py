"""What freezing writes into the sheet's own record: its score, its grade, its coefficient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kpi.sheet import Sheet
from language import current, say
from records import write
from records.actor import SYSTEM
from records.defaults import fitted
from records.gate import Gate
from records.record import Record
from records.refusals import FieldProblem, Refused
from records.rulebook import Rulebook
from records.session import Session
from schema.indicators import Results
from schema.objects import Field


@dataclass(frozen=True, slots=True)
class Ruling:
    """A field for a result, what freezing wrote into it, and what stands there now."""

    field: Field
    then: Any
    now: Any


def write_results(gate: Gate, made: Sheet, id: int) -> None:
    """Let the engine fill in the fields that the card names; the record's history says so."""
    entity = gate.rulebook.entity(made.card.of)
    found = dict(_results(made.card.results, made))
    values = {name: fitted(entity.fields[name], value) for name, value in found.items()}
    if values:
        write.update(Session(gate.rulebook, SYSTEM), entity.name, id, values, None)
        gate.session.forget()


def ruled_since(rulebook: Rulebook, made: Sheet, record: Record) -> tuple[Ruling, ...]:
    """The results that a frozen sheet's record no longer has as they were written at freezing.

    An appeal that is granted changes the record, never the snapshot. What whoever reads may
    not see, and what was never written, is left out.
    """
    card = rulebook.schema.scorecards.get(made.card.name)
    fields = rulebook.entity(record.entity).fields
    found = (
        Ruling(fields[name], fitted(fields[name], value), record.values.get(name))
        for name, value in (_results(card.results, made) if card else ())
        if name in fields
    )
    return tuple(each for each in found if each.now not in (None, each.then))


def _results(results: Results, made: Sheet) -> Iterator[tuple[str, Any]]:
    """Each field that is named, and the result that belongs there."""
    if results.score:
        yield results.score, made.score
    if results.grade:
        yield results.grade, made.grade.name if made.grade else None
    if results.coefficient:
        yield results.coefficient, made.coefficient


def check_ready(made: Sheet) -> None:
    """Raise Refused with everything that keeps a sheet from being frozen."""
    problems = list(made.obstacles)
    if made.grade is not None and made.card.results.coefficient and made.coefficient is None:
        problems.append(
            say(
                "The grade {grade} has no coefficient yet. Fill in the setting.",
                grade=made.grade.label.text(current()),
            )
        )
    if problems:
        raise Refused([FieldProblem("", problem) for problem in problems])
