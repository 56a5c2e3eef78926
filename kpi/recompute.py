"""What a frozen sheet's numbers would be today, and what made each difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kpi.asked import held
from kpi.canonical import aim, canonical, decimal, digest
from kpi.dated import settings_of
from kpi.differences import Difference
from kpi.evidence import evidence
from kpi.figures import Figures, in_force
from kpi.past import period_of, subject_of
from kpi.period import Period
from kpi.rates import rates_of
from kpi.rerated import rated_difference, rated_now, still_rated, with_ratings
from kpi.rollup import nothing
from kpi.snapshots import Snapshot
from kpi.stretch import frozen_stretch
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
            _difference(figures, item, period, *_whose(content["sheet"], item)),
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


def _difference(
    figures: Figures, item: Mapping[str, Any], period: Period, level: str, subject: int | None
) -> Difference:
    told, frozen = item["kpi"], decimal(item["cell"]["value"])
    if told["name"] not in figures.rulebook.schema.kpis:
        return Difference(told["name"], told["label"], frozen, None, {"withdrawn": 1})
    kpi = figures.kpi(told["name"])
    cells = figures.cells([kpi.name], [period], level, only=subject)[kpi.name]
    cell = cells.get((period.key, subject), nothing(kpi, period))
    now = evidence(figures, kpi.name, period, level, subject)
    rows = _rows(figures, item["evidence"], now)
    counts = {cause: sum(map(len, found.values())) for cause, found in rows.items()}
    declared = _declared(figures, kpi, period, (level, subject), item)
    # The same rows, of which others count by another setting or rate, were not changed themselves.
    unexplained = not any(counts.values()) and not (declared["setting"] or declared["rates"])
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
    """Whether the figure's target, formula, settings or rates are others now for its period."""
    settings = settings_of(figures.rulebook, kpi, period)
    rates = rates_of(figures.rulebook, kpi, period)
    return {
        "target": int(figures.target(kpi, period, *whose) != aim(item["target"])),
        "formula": int(digest(in_force(kpi, period).formula.text) != item["kpi"]["sha256"]),
        # Older sheets did not keep their settings.
        "setting": int(settings != item.get("settings", settings)),
        "rates": int(canonical({"": rates}) != canonical({"": item.get("rates", rates)})),
    }


def _digests(found: Mapping[str, Any]) -> list[str]:
    return [found[part]["sha256"] for part in sorted(found)]


def _rows(
    figures: Figures, then: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, dict[str, tuple[int, ...]]]:
    """The ids of rows by cause and entity, over both parts of the figure."""
    before, after = _versions(then), _versions(now)
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for entity in sorted(before.keys() | after.keys()):
        was, is_ = before.get(entity, {}), after.get(entity, {})
        gone = was.keys() - is_.keys()
        deleted = _deleted(figures, entity, gone)
        by_cause = {
            "added": is_.keys() - was.keys(),
            "changed": {id for id in was.keys() & is_.keys() if was[id] != is_[id]},
            "deleted": deleted,
            "moved": gone - deleted,
        }
        for cause, ids in by_cause.items():
            found.setdefault(cause, {})[entity] = tuple(sorted(ids))
    return found


def _versions(parts: Mapping[str, Any]) -> dict[str, dict[int, int]]:
    """The version of every listed row by entity and id."""
    found: dict[str, dict[int, int]] = {}
    for part in parts.values():
        for entity, rows in part["rows"].items():
            found.setdefault(entity, {}).update((id, version) for id, version in rows)
    return found


def _deleted(figures: Figures, entity: str, ids: Iterable[int]) -> set[int]:
    """Which of these rows lie in the recycle bin, or are not there at all."""
    wanted = set(ids)
    if not wanted or entity not in figures.rulebook.schema.entities:
        return wanted
    table: Any = figures.rulebook.tables.model(entity)
    living = table.select(table.id).where(table.id.in_(wanted), table.deleted_at.is_null())
    return wanted - {id for (id,) in living.tuples()}
