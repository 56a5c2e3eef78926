"""The ways in which the gate says no, each with words that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from language import say


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong at one place of a form: `amount`, `lines.2.qty`, "" for the whole."""

    path: str
    message: str

    def under(self, prefix: str) -> FieldProblem:
        """The same problem seen from a record that contains this one."""
        return FieldProblem(f"{prefix}.{self.path}" if self.path else prefix, self.message)


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Any answer of the gate that is not what was asked for."""


class Refused(Refusal):
    """Values that may not be stored, with every problem found."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))


class NotFound(Refusal):
    """A record that is not there, or not there for whoever asks."""

    def __init__(self) -> None:
        super().__init__(say("This record does not exist."))


class Forbidden(Refusal):
    """An action that whoever asks may not do, and why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Conflict(Refusal):
    """A change of a record that somebody else has changed meanwhile."""

    def __init__(self, current: Any, given: Mapping[str, Any]) -> None:
        self.current = current
        self.given = given
        super().__init__(say("Somebody else changed this record meanwhile. Compare both versions."))
