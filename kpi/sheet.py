"""An appraisal sheet: one person's weighted figures in one period, points and grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from formula.evaluate import Context, Row, holds
from formula.kinds import quantized
from kpi.cells import Cell
from kpi.figures import Figures
from kpi.judge import earned, judged
from kpi.period import Period
from records.gate import Gate
from schema.indicators import Grade, Item, Kpi, Scorecard
from schema.values import Label

FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A line of a sheet; `points` is None when it is not scored or cannot be."""

    kpi: Kpi
    group: Label
    cell: Cell
    target: Decimal | None
    verdict: str
    weight: Decimal | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scorecard filled in for one person and period.

    `computed` is the score of the items alone, `score` with the adjustment; both are
    None while no weighted item has a value. `capped` says that a gate held the grade.
    """

    card: Scorecard
    person: int
    period: Period
    items: tuple[SheetItem, ...]
    computed: Decimal | None
    adjustment: Decimal
    score: Decimal | None
    grade: Grade | None
    capped: bool

    @property
    def weighted(self) -> tuple[SheetItem, ...]:
        """The scored items."""
        return tuple(item for item in self.items if item.weight is not None)

    @property
    def unweighted(self) -> tuple[SheetItem, ...]:
        """The items that are shown only."""
        return tuple(item for item in self.items if item.weight is None)

    @property
    def weight(self) -> Decimal:
        """All weights together."""
        return sum((item.weight or Decimal(0) for item in self.weighted), Decimal(0))


def sheet_of(figures: Figures, gate: Gate, entity: str, id: int) -> Sheet | None:
    """The appraisal sheet that a record is, if it is one and says whose and when."""
    row = gate.session.row(entity, id)
    card = scorecard_of(gate, entity, row)
    if card is None:
        return None
    person, month = row.get(card.person), row.get(card.period)
    if person is None or month is None:
        return None
    adjustment = row.get(card.adjust) if card.adjust else None
    return sheet(figures, card, person, month, adjustment, row, gate.session.context)


def scorecard_of(gate: Gate, entity: str, row: Row) -> Scorecard | None:
    """The scorecard that a record of an entity goes by."""
    cards = (c for c in gate.rulebook.schema.scorecards.values() if c.of == entity)
    context = gate.session.context
    return next((c for c in cards if not c.when or holds(c.when.tree, row, context)), None)


def sheet(
    figures: Figures,
    card: Scorecard,
    person: int,
    month: date,
    adjustment: Decimal | None,
    row: Row | None,
    context: Context,
) -> Sheet:
    """Fill in a scorecard; `row` is the sheet's own record, which gates look at."""
    period = Period.month_of(month)
    names = [item.kpi for item in card.items]
    cells = figures.cells(names, [period], "employee", only=person)
    items = tuple(
        _item(figures, card, item, cells[item.kpi], person, period) for item in card.items
    )
    computed = _score(items, card)
    added = adjustment or Decimal(0)
    total = (
        None if computed is None else _rounded(card, min(FULL, max(Decimal(0), computed + added)))
    )
    grade, capped = _grade(card, total, row, context)
    return Sheet(card, person, period, items, computed, added, total, grade, capped)


def _item(
    figures: Figures, card: Scorecard, item: Item, cells: Any, person: int, period: Period
) -> SheetItem:
    kpi = figures.kpi(item.kpi)
    cell = cells.get((period.key, person), Cell(kpi.when_no_rows))
    target = figures.target(kpi, period)
    weight = None if item.weight is None else Decimal(item.weight)
    share = None if weight is None else earned(kpi, cell, target, item.method)
    points = None if share is None or weight is None else quantized(share * weight, 2)
    return SheetItem(kpi, item.group, cell, target, judged(kpi, cell, target), weight, points)


def _score(items: Sequence[SheetItem], card: Scorecard) -> Decimal | None:
    """Points over the weights that could be scored, out of 100 (or over all weights)."""
    scored = [item for item in items if item.weight is not None and item.points is not None]
    counted = (
        scored
        if card.when_item_empty == "renormalize"
        else [i for i in items if i.weight is not None]
    )
    weight = sum((item.weight or Decimal(0) for item in counted), Decimal(0))
    if not scored or not weight:
        return None
    points = sum((item.points or Decimal(0) for item in scored), Decimal(0))
    return _rounded(card, points * FULL / weight)


def _rounded(card: Scorecard, score: Decimal) -> Decimal:
    """The score as it is printed; grades look at this number and no other."""
    return quantized(score, card.decimals)


def _grade(
    card: Scorecard, score: Decimal | None, row: Row | None, context: Context
) -> tuple[Grade | None, bool]:
    if score is None or not card.grades:
        return None, False
    index = next(
        (
            n
            for n, grade in enumerate(card.grades)
            if grade.since is None or score >= Decimal(grade.since)
        ),
        len(card.grades) - 1,
    )
    caps = [
        _index(card, gate.cap)
        for gate in card.gates
        if row is not None and holds(gate.when.tree, row, context)
    ]
    held = max([index, *caps])
    return card.grades[held], held > index


def _index(card: Scorecard, name: str) -> int:
    return next(n for n, grade in enumerate(card.grades) if grade.name == name)
