"""What belongs to one request: which edition answers, who asks, through which gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g
from flask_login import current_user

from records.actor import Actor
from records.gate import Gate
from records.rulebook import Rulebook

WIRING = "rulebook"
"""The name under which the wiring stands in `app.extensions`."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A rulebook in force and one view for each of its entities."""

    rulebook: Rulebook
    views: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the application hands to the screens from packages they may not import.

    `printer(report, gate, id)` answers the bytes of a PDF. `figures(gate)` answers the
    tiles of the desk. Either may be absent, then the screens do without.
    """

    live: Any
    printer: Callable[..., bytes] | None = None
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
    """Who asks; only for requests that somebody signed in for."""
    found: Actor = current_user.actor
    return found


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
