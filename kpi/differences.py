"""A line of a frozen sheet beside what it is today, with the causes of what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from language import say

WORDS: Mapping[str, str] = {
    "added": "rows added: {count}",
    "changed": "rows changed: {count}",
    "deleted": "rows deleted: {count}",
    "moved": "rows moved to or from elsewhere: {count}",
    "assigned": "rows of people whose department changed: {count}",
    "related": "rows that count otherwise by other records: {count}",
    "target": "another target",
    "post": "the person's department or post was recorded otherwise",
    "formula": "another formula",
    "setting": "other settings",
    "rates": "other exchange rates",
    "calendar": "other working days",
    "ratings": "other ratings",
    "raters": "other weights of the raters",
    "withdrawn": "no longer declared",
}
"""Why a number differs: rows that came, were edited or deleted, that belong elsewhere because
they, their people or other records were changed; what was declared or entered anew."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a sheet, frozen and as it is today, with the number of each cause.

    `rows` gives the ids by cause and entity, `added` first; it is empty where so many rows
    were behind the figure that only their digest was kept.
    """

    name: str
    label: Mapping[str, str]
    frozen: Decimal | None
    live: Decimal | None
    causes: Mapping[str, int]
    rows: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether value and causes say that nothing happened."""
        return self.frozen == self.live and not any(self.causes.values())

    @property
    def why(self) -> str:
        """The causes in words."""
        told = (say(WORDS[cause], count=count) for cause, count in self.causes.items() if count)
        return say(", ").join(told)
