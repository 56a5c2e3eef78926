"""Values of settings that hold from a day on, and what every setting is on any day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from records.packing import packed, unpacked


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that somebody gave to a dated setting: from which day, who, when."""

    key: str
    since: date
    value: Any
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What every setting is, day after day: `values[n]` holds until `starts[n]` comes."""

    starts: tuple[date, ...]
    values: tuple[Mapping[str, Any], ...]

    def on(self, day: date) -> Mapping[str, Any]:
        """The settings as they are on a day; the same object between two changes."""
        return self.values[bisect_right(self.starts, day)]


def entries(rulebook: Any) -> tuple[Entry, ...]:
    """Every value of the settings that are dated, in the order in which they were entered."""
    table = rulebook.tables.DatedValue
    found = table.select(table.key, table.since, table.value, table.who, table.at)
    if rulebook.until is not None:
        found = found.where(table.at < rulebook.until)
    declared = rulebook.schema.settings
    return tuple(
        Entry(key, since, unpacked(declared[key].field.kind, raw), who, at)
        for key, since, raw, who, at in found.order_by(table.id).tuples()
        if key in declared and declared[key].dated
    )


def in_force(found: tuple[Entry, ...], day: date) -> dict[str, Any]:
    """The value of each key on a day: of the newest begun entries that entered last."""
    begun = [entry for entry in found if entry.since <= day]
    # Sorting keeps the order of entering among those of one day.
    return {entry.key: entry.value for entry in sorted(begun, key=lambda entry: entry.since)}


def add(rulebook: Any, actor: Any, key: str, since: date, kept: Any) -> None:
    """Keep a value of a dated setting from a day on; None means its default from then on."""
    rulebook.tables.DatedValue.insert(
        key=key,
        since=since,
        value=packed(kept),
        at=rulebook.clock(),
        account=actor.account,
        who=actor.name,
    ).execute()
