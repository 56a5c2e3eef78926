"""My figures on the desk: own where a figure is personal, the board's otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from admin.charts import spark
from admin.words import text
from kpi.board import may_view
from kpi.bound import Unbound
from kpi.cells import Cell
from kpi.figures import Figures
from kpi.judge import MET, UNMET, Aim, gap, judged, line_at
from kpi.period import Period, latest, months
from kpi.show import gap_text, target_text, value_text
from language import say
from records.gate import Gate
from schema.indicators import Kpi

TILES = 4
PERIODS = 6
RECENT = 2
"""A figure whose last value is older than so many months says nothing about today."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure on the desk."""

    label: str
    value: str
    unit: str
    judged: str
    said: str
    href: str
    points: str
    goal: float | None


def tiles(gate: Gate) -> list[Tile]:
    """The first figures that have something to say about whoever asks."""
    figures = Figures(gate.rulebook)
    now = months(gate.rulebook.schema).of(gate.rulebook.clock().date())
    found: list[Tile] = []
    for kpi in _candidates(gate):
        tile = _tile(figures, gate, kpi, now)
        if tile is not None:
            found.append(tile)
        if len(found) == TILES:
            break
    return found


def _candidates(gate: Gate) -> list[Kpi]:
    schema = gate.rulebook.schema
    boards = [b for b in schema.dashboards.values() if "desk" in b.places]
    names = dict.fromkeys(name for board in boards for name in board.kpis)
    personal = [k for k in schema.kpis.values() if k.subject == "employee" and k.name not in names]
    return [*personal, *(schema.kpis[name] for name in names)]


def _tile(figures: Figures, gate: Gate, kpi: Kpi, now: Period) -> Tile | None:
    """A figure's tile: one's own value if there is one, else the company's if one may see it."""
    person = gate.actor.person
    for level, subject in (("employee", person), ("company", None)):
        if level == "employee" and (person is None or kpi.subject != "employee"):
            continue
        if level == "company" and (
            kpi.subject == "employee" or not may_view(kpi, gate.actor, level, None)
        ):
            continue
        tile = _shown(figures, kpi, now, level, subject)
        if tile is not None:
            return tile
    return None


def _shown(figures: Figures, kpi: Kpi, now: Period, level: str, subject: int | None) -> Tile | None:
    periods = latest(now, PERIODS)
    try:
        cells = figures.cells([kpi.name], periods, level)[kpi.name]
    except Unbound:
        return None
    values = [cells.get((p.key, subject), Cell("no_data")) for p in periods]
    known = [n for n, cell in enumerate(values) if cell.known]
    if not known or known[-1] < PERIODS - RECENT:
        return None
    at = known[-1]
    target = figures.target(kpi, periods[at], level, subject)
    line = spark([cell.value for cell in values], line_at(target))
    address = url_for(
        "figures.figure",
        key=kpi.name,
        period=periods[at].key,
        level=level if level != "company" else None,
        subject=subject,
    )
    return Tile(
        say("{figure} · {period}", figure=text(kpi.label), period=periods[at].label),
        value_text(kpi, values[at].value),
        "",
        judged(kpi, values[at], target),
        _said(kpi, values[at], target),
        address,
        line.points,
        line.goal,
    )


def _said(kpi: Kpi, cell: Cell, target: Aim | None) -> str:
    verdict = judged(kpi, cell, target)
    if verdict == MET:
        return say("met, target {target}", target=target_text(kpi, target))
    if verdict == UNMET:
        return say("missed by {gap}", gap=gap_text(kpi, gap(kpi, cell, target)))
    return say("no target")
