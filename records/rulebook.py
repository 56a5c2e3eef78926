"""A rulebook in force: its schema on its database, with settings, calendar and clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from formula.evaluate import Context
from formula.tree import Typed
from models.calendar import Calendar
from models.expressions import Expressions
from models.tables import Tables
from records import settings
from records.actor import Actor
from records.dated import Timeline
from records.lacking import Watched
from records.rates import worth
from records.rows import StoredRow
from schema.objects import Entity, Schema
from schema.questions import settings_behind

Watcher = Callable[[Any, "Change"], None]
"""Is told of a change by its session, inside the transaction; what it raises undoes the change."""

NO_DAYS: Mapping[str, date] = MappingProxyType({})
FRESH_SECONDS = 1.0
"""How long settings and calendar are believed before the database is asked again."""


def company_clock(schema: Schema) -> Callable[[], datetime]:
    """A clock that tells the company's local time, without a zone."""
    zone = ZoneInfo(schema.company.time_zone)
    return lambda: datetime.now(zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Change:
    """What just happened to a record: create, update, move, delete, restore and the like.

    `changes` has each changed field, packed, before and after.
    """

    entity: str
    record: int
    action: str
    transition: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class _Kept:
    """A value read from the database, its stamp, and when the stamp was last compared."""

    value: Any = None
    stamp: Any = None
    compared: float = float("-inf")


class Rulebook:
    """What every exit starts from; it never changes, except for what the database says.

    What was entered from the moment `until` on, is not known to it. `opener` is the Opener of
    `records.openings` that its duties ask for the sheets of a cycle.
    """

    def __init__(
        self,
        schema: Schema,
        tables: Tables,
        files_folder: Path | str,
        clock: Callable[[], datetime] | None = None,
        watchers: tuple[Watcher, ...] = (),
        until: datetime | None = None,
        opener: Callable[..., Any] | None = None,
    ) -> None:
        self.schema = schema
        self.tables = tables
        self.files_folder = Path(files_folder)
        self.clock = clock or company_clock(schema)
        self.watchers = watchers
        self.until = until
        self.opener = opener
        self._settings = _Kept()
        self._calendar = _Kept()

    @cached_property
    def expressions(self) -> Expressions:
        """Formulas as SQL over the rulebook's tables."""
        return Expressions(self.tables)

    @cached_property
    def dated_behind(self) -> Callable[[Typed], frozenset[str]]:
        """The dated settings that a tree reads, itself or through computed fields."""
        schema = self.schema
        dated = frozenset(key for key, declared in schema.settings.items() if declared.dated)
        if not dated:
            return lambda tree: dated
        return cache(lambda tree: settings_behind(schema.entities, tree) & dated)

    @property
    def settings(self) -> Mapping[str, Any]:
        """Every setting's value today: the administrator's, or else the declared default."""
        return self.settings_on(self.clock().date())

    def settings_on(self, day: date) -> Mapping[str, Any]:
        """Every setting's value on a day; only dated ones ever differ."""
        found: Timeline = self._fresh(self._settings, settings.stamp, settings.timeline)
        return found.on(day)

    def default_setting(self, key: str) -> Any:
        """What a setting is while nobody changes it."""
        return settings.default(self, key)

    @property
    def calendar(self) -> Calendar:
        """The working days that the database knows."""
        found: Calendar = self._fresh(self._calendar, settings.calendar_stamp, settings.calendar)
        return found

    def entity(self, name: str) -> Entity:
        """An entity's declaration."""
        return self.schema.entities[name]

    def context(self, actor: Actor) -> Context:
        """What formulas may ask on behalf of somebody, read when it is first needed."""
        now = self.clock()
        known = Watched(
            lambda: self.calendar, lambda currency, day: worth(self, lambda: context, currency, day)
        )
        # The person's own computed fields are evaluated in the same context.
        context = Context(
            me=self._person(actor, lambda: context),
            today=now.date(),
            now=now,
            setting=LazyMapping(lambda: self.settings),
            roles=actor.roles,
            calendar=known,
            rate=known.rate,
        )
        return context

    def set_setting(self, actor: Actor, key: str, value: Any, since: date | None = None) -> None:
        """Keep an administrator's value of a setting; None goes back to the default."""
        self.set_settings(actor, {key: value}, {} if since is None else {key: since})

    def set_settings(
        self, actor: Actor, given: Mapping[str, Any], since: Mapping[str, date] = NO_DAYS
    ) -> None:
        """Keep several settings at once; Refused names each that is wrong, and none is kept.

        A dated one has its value from the day in `since` on, or from today.
        """
        settings.store(self, actor, given, since)
        self._settings = _Kept()

    def forget_calendar(self) -> None:
        """Read the working days again, after they were edited."""
        self._calendar = _Kept()

    def _person(self, actor: Actor, context: Callable[[], Context]) -> StoredRow | None:
        people = self.schema.people
        if people is None or actor.person is None:
            return None
        return StoredRow(self.tables, people.entity, actor.person, context)

    def _fresh(self, kept: _Kept, stamp: Callable[..., Any], read: Callable[..., Any]) -> Any:
        # Other processes may write; the stamp is one cheap statement, compared rarely.
        if time.monotonic() - kept.compared > FRESH_SECONDS:
            found = stamp(self)
            if found != kept.stamp or kept.value is None:
                kept.value, kept.stamp = read(self), found
            kept.compared = time.monotonic()
        return kept.value


@dataclass(frozen=True)
class LazyMapping(Mapping[str, Any]):
    """A mapping that is read when somebody looks into it."""

    read: Callable[[], Mapping[str, Any]] = field(repr=False)

    def __getitem__(self, key: str) -> Any:
        """The value of a key."""
        return self.read()[key]

    def __iter__(self) -> Iterator[str]:
        """The keys."""
        return iter(self.read())

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self.read())
