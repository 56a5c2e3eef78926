"""What belongs to one request: which edition answers, who asks, through which gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from flask import current_app, g
from flask_login import current_user

import language
from records.actor import Actor
from records.gate import Gate
from records.rulebook import Rulebook
from schema.objects import Report

WIRING = "rulebook"
"""The name under which the wiring stands in `app.extensions`."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A rulebook in force and one view for each of its entities."""

    rulebook: Rulebook
    views: Mapping[str, Any]


class Printer(Protocol):
    """What prints: a document of a record, or the document of a board."""

    def __call__(self, report: Report, gate: Gate, id: int) -> bytes:
        """The PDF of a record."""

    def board(
        self, report: Report, gate: Gate, until: Any, level: str, subject: int | None
    ) -> bytes:
        """The PDF of a board up to a period."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the application hands to the screens from packages they may not import.

    `figures(gate)` answers the tiles of the desk. It and the printer may be absent, then
    the screens do without.
    """

    live: Any
    printer: Printer | None = None
    figures: Callable[[Gate], Any] | None = None


def wiring() -> Wiring:
    """What the application was wired with."""
    found: Wiring = current_app.extensions[WIRING]
    return found


def edition() -> Edition:
    """The edition that this request began with, whatever is swapped in meanwhile."""
    if "edition" not in g:
        g.edition = wiring().live.current()
    found: Edition = g.edition
    return found


def rulebook() -> Rulebook:
    """The rulebook that answers this request."""
    return edition().rulebook


def actor() -> Actor:
    """Who asks, in the language of the screens; only after somebody signed in."""
    found: Actor = current_user.actor
    return replace(found, locale=language.current())


def gate() -> Gate:
    """The gate through which this request reads and writes."""
    if "gate" not in g:
        g.gate = Gate(rulebook(), actor())
    found: Gate = g.gate
    return found


def now() -> datetime:
    """The company's time."""
    return rulebook().clock()


def may(action: str, entity: str) -> bool:
    """Whether the asker may do something with an entity at all; asked once a request."""
    known: dict[tuple[str, str], bool] = g.setdefault("may", {})
    key = (action, entity)
    if key not in known:
        known[key] = bool(gate().decide(action, entity))
    return known[key]
