"""What freezing writes into the sheet's own record: its score, its grade, its coefficient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kpi.sheet import Sheet
from language import current, say
from records import write
from records.actor import SYSTEM
from records.defaults import fitted
from records.gate import Gate
from records.refusals import FieldProblem, Refused
from records.session import Session


def write_results(gate: Gate, made: Sheet, id: int) -> None:
    """Let the engine fill in the fields that the card names; the record's history says so."""
    entity = gate.rulebook.entity(made.card.of)
    found = dict(_results(made))
    values = {name: fitted(entity.fields[name], value) for name, value in found.items()}
    if values:
        write.update(Session(gate.rulebook, SYSTEM), entity.name, id, values, None)
        gate.session.forget()


def _results(made: Sheet) -> Iterator[tuple[str, Any]]:
    """Each field that is named, and the result that belongs there."""
    results = made.card.results
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
