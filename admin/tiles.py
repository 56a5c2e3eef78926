"""My figures on the desk: own where a figure is personal, the board's otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from flask import url_for

from admin.charts import spark
from admin.words import text
from kpi.board import exists_at, may_view
from kpi.cells import Cell
from kpi.figures import Figures
from kpi.judge import MET, UNMET, Aim, gap, judged, line_at
from kpi.levels import COMPANY, EMPLOYEE
from kpi.period import Period, latest, months
from kpi.show import gap_text, target_text, value_text
from language import say
from records.gate import Gate
from schema.indicators import Kpi

TILES, AT_ONCE = 4, 12
PERIODS = 6
RECENT = 2
"""A figure whose last value is older than so many months says nothing about today."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure on the desk."""

    label: str
    period: str
    value: str
    judged: str
    said: str
    href: str
    points: str
    goal: float | None


def tiles(gate: Gate) -> list[Tile]:
    """The first figures that have something to say about whoever asks."""
    figures, person = Figures(gate.rulebook), gate.actor.person
    own, shared = _candidates(gate)
    mine = _tiles(figures, gate, own, EMPLOYEE, person) if person is not None else iter(())
    return list(islice(chain(mine, _tiles(figures, gate, shared, COMPANY, None)), TILES))


def _candidates(gate: Gate) -> tuple[list[Kpi], list[Kpi]]:
    """The figures of people, and those of the boards on the desk that are nobody's own."""
    schema = gate.rulebook.schema
    boards = [b for b in schema.dashboards.values() if "desk" in b.places]
    listed = [schema.kpis[name] for name in dict.fromkeys(n for b in boards for n in b.kpis)]
    own = [kpi for kpi in schema.kpis.values() if kpi.subject == EMPLOYEE]
    first = [kpi for kpi in own if kpi not in listed]
    return [*first, *(k for k in listed if k.subject == EMPLOYEE)], [
        kpi for kpi in listed if kpi.subject != EMPLOYEE
    ]


def _tiles(
    figures: Figures, gate: Gate, kpis: list[Kpi], level: str, subject: int | None
) -> Iterator[Tile]:
    """The tiles of those figures that whoever asks may see and that are known of late.

    They are computed some at a time, as long as more are wanted.
    """
    now = months(gate.rulebook.schema).of(gate.rulebook.clock().date())
    periods = latest(now, PERIODS)
    shown = [
        kpi
        for kpi in kpis
        if exists_at(figures, kpi, level) and may_view(kpi, gate.actor, level, subject)
    ]
    for start in range(0, len(shown), AT_ONCE):
        some = shown[start : start + AT_ONCE]
        cells = figures.cells([kpi.name for kpi in some], periods, level, only=subject)
        for kpi in some:
            known = cells[kpi.name]
            past = [(p, known.get((p.key, subject), Cell("no_data"))) for p in periods]
            tile = _tile(figures, kpi, level, subject, past)
            if tile is not None:
                yield tile


def _tile(
    figures: Figures, kpi: Kpi, level: str, subject: int | None, past: list[tuple[Period, Cell]]
) -> Tile | None:
    known = [n for n, (_, cell) in enumerate(past) if cell.known]
    if not known or known[-1] < PERIODS - RECENT:
        return None
    period, cell = past[known[-1]]
    target = figures.target(kpi, period, level, subject)
    line = spark([each.value for _, each in past], line_at(target))
    whose = {} if level == COMPANY else {"level": level, "subject": subject}
    return Tile(
        text(kpi.label),
        period.label,
        value_text(kpi, cell.value),
        judged(kpi, cell, target),
        _said(kpi, cell, target),
        url_for("figures.figure", key=kpi.name, period=period.key, **whose),
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
