"""What the gate hands out: records, pages of them, and what belongs to a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from records.decisions import Decision
from schema.objects import Reminder, Transition


def nothing() -> Mapping[str, Any]:
    """An empty mapping that nobody can fill."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Record:
    """A record as one person sees it: unreadable fields are absent.

    A link's value is an id and its title stands in `titles`; `links` are tuples of
    both. A `lines` value is a tuple of records, given by `get` only.
    """

    entity: str
    id: int
    version: int
    values: Mapping[str, Any]
    titles: Mapping[str, Any]
    title: str
    state: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of records, how many there are in all, and sums over all of them."""

    records: tuple[Record, ...]
    total: int
    page: int
    size: int
    totals: Mapping[str, Any] = field(default_factory=nothing)

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Draft:
    """The start values of a record that does not exist yet, and the titles of its links."""

    entity: str
    values: Mapping[str, Any]
    titles: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """A record that a link may be set to."""

    id: int
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that happened to a record; changes are field to (before, after)."""

    at: datetime
    who: str
    action: str
    transition: str
    changes: Mapping[str, Any]
    comment: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """How many records of an entity link to a record by a field."""

    entity: str
    field: str
    count: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record: what it was called, how large and what it is."""

    id: int
    name: str
    size: int
    mime: str
    at: datetime
    who: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Pressable:
    """A transition that stands open to somebody, and whether its guard lets it pass now."""

    transition: Transition
    decision: Decision


@dataclass(frozen=True, slots=True)
class Nudge:
    """A reminder on somebody's desk: about which record, what it says, by whom.

    It was `sent` by hand, or else a rule holds; a `rule` that is given may be put off.
    """

    entity: str
    id: int
    title: str
    message: str
    at: datetime
    sent: bool = False
    rule: Reminder | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A line of somebody's desk: a record that waits, is late, or was started."""

    entity: str
    id: int
    title: str
    state: str
    since: datetime
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody's desk: what waits for them, what is late, what they started."""

    waiting: list[Task]
    overdue: list[Task]
    started: list[Task]
