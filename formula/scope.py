"""What the checker asks about the entities that a formula may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from formula.kinds import Kind

ROOTS = frozenset({"me", "parent", "setting", "kpi", "score", "target", "total"})
"""First names of a path that mean something of their own before any field does.

`parent` means so only where a row stands around the row, `kpi`, `target` and the like
only in figures and sheets; a field may still not be called by any of them.
"""

SYSTEM_STAMPS = frozenset({"created_at", "updated_at", "deleted_at"})
"""Times of every record, which are never taken for a figure's date by themselves."""

SYSTEM_PEOPLE = frozenset({"created_by", "updated_by", "deleted_by"})
"""People of every record, who are never taken for a figure's subject by themselves."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Where exchange rates come from: an entity, and its fields with currency, date and rate.

    A rate says how many units of the `base` currency one unit is worth from its date on.
    `codes` are the currencies that the table may hold; nothing means any.
    """

    entity: str
    currency: str
    date: str
    rate: str
    base: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetItems:
    """The items of an appraisal sheet, as far as a condition on the sheet may name them.

    `figures` has the kind of each figure's value, `rated` are the items that people rate, and
    `scored` those of both that earn points.
    """

    figures: Mapping[str, Kind]
    rated: frozenset[str]
    scored: frozenset[str]


class Scope(Protocol):
    """The declarations that names of a formula are looked up in."""

    def entities(self) -> Iterable[str]:
        """The name of every entity."""

    def entity_labels(self) -> Mapping[str, str]:
        """Each label that only one entity has, to that entity."""

    def fields(self, entity: str) -> Mapping[str, Kind]:
        """Every field that has a value, system and computed ones too."""

    def label_names(self, entity: str) -> Mapping[str, str]:
        """Each label that only one field or `lines` field has, to that field."""

    def lines(self, entity: str) -> Mapping[str, tuple[str, str]]:
        """Each `lines` field to its child entity and the child's link back."""

    def links_to(self, origin: str, target: str) -> tuple[str, ...]:
        """The link fields of one entity that point at another, one value each."""

    def settings(self) -> Mapping[str, Kind]:
        """The kind of every setting."""

    def person(self) -> str:
        """The entity of people, or nothing."""

    def kpis(self) -> Iterable[str]:
        """The name of every figure."""

    def roles(self) -> Iterable[str]:
        """The name of every role."""

    def rates(self) -> Rates | None:
        """Where exchange rates come from, if the rulebook says so."""
