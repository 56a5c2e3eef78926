"""What a sample is made with and what comes of it: a clock that can be set, and counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from demo.people import SignIn


@dataclass(slots=True)
class TimeMachine:
    """A clock that shows the moment it is set to, so that a sample has a past."""

    moment: datetime

    def __call__(self) -> datetime:
        """The moment it is set to."""
        return self.moment


@dataclass(slots=True)
class Sample:
    """What was made: rows by entity, sign-ins, and what the rules would not take.

    `refused` counts records by entity, and runs of a scenario that ended early by its name.
    """

    rows: Counter[str] = field(default_factory=Counter)
    sign_ins: list[SignIn] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
