"""What a frozen sheet's numbers would be today, and what made each difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kpi.asked import held
from kpi.canonical import aim, canonical, decimal, digest
from kpi.dated import settings_of
from kpi.differences import Difference
from kpi.evidence import evidence
from kpi.figures import Figures, in_force
from kpi.levels import DEPARTMENT, EMPLOYEE
from kpi.past import period_of, subject_of
from kpi.period import Period
from kpi.posts import touched
from kpi.rates import rates_of
from kpi.rerated import rated_difference, rated_now, still_rated, with_ratings
from kpi.rollup import nothing
from kpi.snapshots import Snapshot
from kpi.stretch import frozen_stretch
from kpi.worked import calendar_of
from records.rulebook import Rulebook
from schema.indicators import Kpi


def recompute(figures: Figures, snapshot: Snapshot) -> tuple[Difference, ...]:
    """Every figure of a frozen sheet beside what it is today, in the order of the sheet.

    The figure is computed as its period's formula is declared now; where that has changed
    since, the cause `formula` says so.
    """
    content = snapshot.content
    period = period_of(content["sheet"])
    figures = figures.within(frozen_stretch(content["sheet"], period))
    today = rated_now(figures, content["sheet"])
    asked = still_rated(figures, content["sheet"])
    return tuple(
        with_ratings(
            _difference(figures, item, period, *_whose(content["sheet"], item), snapshot.at),
            item,
            today.get(item["kpi"]["name"]),
        )
        if "kpi" in item
        else rated_difference(
            item["rated"],
            today.get(item["rated"]["name"]),
            held(asked, item["rated"]["name"]),
        )
        for item in content["items"]
    )


def _whose(sheet: dict[str, Any], item: dict[str, Any]) -> tuple[str, int | None]:
    """The level and subject whose number an item of a frozen sheet was."""
    level, subject = subject_of(sheet)
    return item.get("level", level), item.get("subject", subject)


EXPLAINING = ("formula", "setting", "rates", "calendar")
"""Causes by which rows count otherwise without having been changed themselves."""

ROWS = ("added", "changed", "deleted", "moved", "assigned", "related")
"""Causes that lie in the rows behind a figure."""

UNTOUCHED = ("assigned", "related")
"""Rows that belong elsewhere though nobody changed them."""


def _difference(
    figures: Figures,
    item: Mapping[str, Any],
    period: Period,
    level: str,
    subject: int | None,
    at: datetime,
) -> Difference:
    told, frozen = item["kpi"], decimal(item["cell"]["value"])
    if told["name"] not in figures.rulebook.schema.kpis:
        return Difference(told["name"], told["label"], frozen, None, {"withdrawn": 1})
    kpi = figures.kpi(told["name"])
    cells = figures.cells([kpi.name], [period], level, only=subject)[kpi.name]
    cell = cells.get((period.key, subject), nothing(kpi, period))
    now = evidence(figures, kpi.name, period, level, subject)
    declared = _declared(figures, kpi, period, (level, subject), item)
    if declared["target"] and level == EMPLOYEE and subject is not None:
        declared["post"] = int(touched(figures.rulebook, subject, at))
    rows = _rows(figures, item["evidence"], now, Since(figures.rulebook, at, level))
    if any(declared[cause] for cause in EXPLAINING):
        # Rows that nobody touched count otherwise by what was declared or entered anew.
        rows = {cause: found for cause, found in rows.items() if cause not in UNTOUCHED}
    counts = {cause: sum(map(len, found.values())) for cause, found in rows.items()}
    unexplained = not any(counts.values()) and not any(declared[c] for c in EXPLAINING)
    if unexplained and _digests(item["evidence"]) != _digests(now):
        counts["changed"] = 1
    return Difference(kpi.name, told["label"], frozen, cell.value, {**counts, **declared}, rows)


def _declared(
    figures: Figures,
    kpi: Kpi,
    period: Period,
    whose: tuple[str, int | None],
    item: Mapping[str, Any],
) -> dict[str, int]:
    """What of a figure's declaration, settings, rates and working days is other than it was."""
    settings = settings_of(figures.rulebook, kpi, period)
    rates = rates_of(figures.rulebook, kpi, period)
    calendar = calendar_of(figures.rulebook, kpi, period)
    return {
        "target": int(figures.target(kpi, period, *whose) != aim(item["target"])),
        "formula": int(digest(in_force(kpi, period).formula.text) != item["kpi"]["sha256"]),
        # Older sheets did not keep their settings, or only those that are dated.
        "setting": int(_others(item.get("settings", {}), settings)),
        "rates": int(canonical({"": rates}) != canonical({"": item.get("rates", rates)})),
        "calendar": int(calendar != item.get("calendar", calendar)),
    }


def _others(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a setting that was kept has another value; one that is no longer read does not count."""
    return any(
        key in now.get(part, {}) and now[part][key] != value
        for part, values in then.items()
        for key, value in values.items()
    )


def _digests(found: Mapping[str, Any]) -> list[str]:
    return [found[part]["sha256"] for part in sorted(found)]


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to rows since a sheet was frozen."""

    rulebook: Rulebook
    at: datetime
    level: str

    def cause(self, entity: str, id: int, version: int | None) -> str:
        """Why a row belongs to a figure, or no longer, that did not, or did.

        `version` is the row's when the sheet was frozen, None of one that did not count.
        """
        found = self._row(entity, id)
        if found is None:
            return "deleted"
        now, created, updated = found
        if version is None and created >= self.at:
            return "added"
        touched = updated >= self.at if version is None else now != version
        if touched:
            return "moved"
        return "assigned" if self.level == DEPARTMENT and self._transfers() else "related"

    def _row(self, entity: str, id: int) -> tuple[int, datetime, datetime] | None:
        """A row's version, and when it was made and last changed; None in the recycle bin."""
        if entity not in self.rulebook.schema.entities:
            return None
        table: Any = self.rulebook.tables.model(entity)
        columns = (table.version, table.created_at, table.updated_at)
        row = table.select(*columns).where((table.id == id) & table.deleted_at.is_null())
        found: tuple[int, datetime, datetime] | None = row.tuples().first()
        return found

    def _transfers(self) -> bool:
        """Whether anybody's department was changed, or an assignment recorded, since then."""
        people = self.rulebook.schema.people
        if people is None:
            return False
        table: Any = self.rulebook.tables.History
        since = table.select(table.entity, table.changes).where(table.at >= self.at)
        recorded = people.assignments.of if people.assignments else ""
        return any(
            entity == recorded or (entity == people.entity and people.department in (told or {}))
            for entity, told in since.where(table.entity.in_([people.entity, recorded])).tuples()
        )


def _rows(
    figures: Figures, then: Mapping[str, Any], now: Mapping[str, Any], since: Since
) -> dict[str, dict[str, tuple[int, ...]]]:
    """The ids of rows by cause and entity, over both parts of the figure."""
    before, after = _versions(then), _versions(now)
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for entity in sorted(before.keys() | after.keys()):
        was, is_ = before.get(entity, {}), after.get(entity, {})
        by_cause: dict[str, list[int]] = {cause: [] for cause in ROWS}
        for id in sorted(was.keys() | is_.keys()):
            if id in was and id in is_:
                if was[id] != is_[id]:
                    by_cause["changed"].append(id)
            else:
                by_cause[since.cause(entity, id, was.get(id))].append(id)
        for cause, ids in by_cause.items():
            found.setdefault(cause, {})[entity] = tuple(ids)
    return found


def _versions(parts: Mapping[str, Any]) -> dict[str, dict[int, int]]:
    """The version of every listed row by entity and id."""
    found: dict[str, dict[int, int]] = {}
    for part in parts.values():
        for entity, rows in part["rows"].items():
            found.setdefault(entity, {}).update((id, version) for id, version in rows)
    return found
