"""An appraisal sheet: whose figures in one period, the points that they earn, the grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from formula.evaluate import Context, Row, holds
from formula.kinds import quantized
from kpi.cells import Cell
from kpi.figures import Figures, level_of
from kpi.grading import graded, plain, settled
from kpi.judge import UNMET, Aim, earned, judged
from kpi.making import Cells
from kpi.notes import Note, notes_of
from kpi.past import Past, frozen_past
from kpi.period import Period, latest
from kpi.targets import Targets
from records.gate import Gate
from schema.indicators import Grade, Item, Kpi, Scorecard
from schema.values import Label

FULL = Decimal(100)
EMPLOYEE = "employee"


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A line of a sheet; `points` is None when it is not scored or cannot be.

    `level` and `subject` say whose number it is: a figure that exists only for the
    department or the company stands on a person's sheet as theirs.
    """

    kpi: Kpi
    group: Label
    cell: Cell
    target: Aim | None
    verdict: str
    weight: Decimal | None
    points: Decimal | None
    level: str = "employee"
    subject: int | None = None
    past: tuple[Past, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scorecard filled in for one person, department or company and one period.

    `computed` is the score of the items alone, `score` with the adjustment; both are
    None while no weighted item has a value. `capped` says that a gate held the grade.
    `obstacles` say in words what must be put right before the sheet can be frozen.
    """

    card: Scorecard
    level: str
    subject: int | None
    period: Period
    items: tuple[SheetItem, ...]
    computed: Decimal | None
    adjustment: Decimal
    score: Decimal | None
    grade: Grade | None
    capped: bool
    notes: tuple[Note, ...] = ()
    obstacles: tuple[str, ...] = ()

    @property
    def coefficient(self) -> Decimal | None:
        """What the result counts by the grade that was reached."""
        return plain(self.grade.coefficient) if self.grade else None

    @property
    def person(self) -> int | None:
        """Whose sheet it is, if a person's."""
        return self.subject if self.level == EMPLOYEE else None

    @property
    def scored(self) -> bool:
        """Whether any line earns points; else the sheet says only what was reached."""
        return any(item.weight is not None for item in self.items)

    @property
    def missed(self) -> tuple[str, ...]:
        """The figures that did not reach their target."""
        return tuple(item.kpi.name for item in self.items if item.verdict == UNMET)

    def notes_on(self, name: str) -> tuple[Note, ...]:
        """What people wrote about a figure."""
        return tuple(note for note in self.notes if note.kpi == name)

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
    subject, month = row.get(card.whose) if card.whose else None, row.get(card.period)
    if month is None or (card.whose and subject is None):
        return None
    adjustment = row.get(card.adjust) if card.adjust else None
    made = sheet(figures, card, subject, month, adjustment, row, gate.session.context)
    notes = notes_of(figures.rulebook, card, id)
    return replace(made, notes=notes, items=_with_past(figures, made))


def _with_past(figures: Figures, made: Sheet) -> tuple[SheetItem, ...]:
    """The lines with what was frozen of earlier periods instead of what they are today."""
    if made.card.history == 1:
        return made.items
    before = latest(made.period, made.card.history)[:-1]
    kept = [frozen_past(figures.rulebook, made.card.name, made.subject, each) for each in before]
    return tuple(
        replace(
            item,
            past=tuple(
                found.get(item.kpi.name, live) for found, live in zip(kept, item.past, strict=True)
            ),
        )
        for item in made.items
    )


def scorecard_of(gate: Gate, entity: str, row: Row) -> Scorecard | None:
    """The scorecard that a record of an entity goes by."""
    cards = (c for c in gate.rulebook.schema.scorecards.values() if c.of == entity)
    context = gate.session.context
    return next((c for c in cards if not c.when or holds(c.when.tree, row, context)), None)


def sheet(
    figures: Figures,
    card: Scorecard,
    subject: int | None,
    month: date,
    adjustment: Decimal | None,
    row: Row | None,
    context: Context,
) -> Sheet:
    """Fill in a scorecard; `row` is the sheet's own record, which gates look at."""
    period = Period.month_of(month)
    card, faults = settled(card, context)
    items = _items(figures, card, subject, latest(period, card.history))
    computed = _score(items, card)
    added = adjustment or Decimal(0)
    total = (
        None if computed is None else _rounded(card, min(FULL, max(Decimal(0), computed + added)))
    )
    grade, capped = (None, False) if faults else graded(card, total, row, context)
    return Sheet(
        card=card,
        level=card.level,
        subject=subject,
        period=period,
        items=items,
        computed=computed,
        adjustment=added,
        score=total,
        grade=grade,
        capped=capped,
        obstacles=faults,
    )


def _items(
    figures: Figures, card: Scorecard, subject: int | None, periods: Sequence[Period]
) -> tuple[SheetItem, ...]:
    """Every line, the figures of one level fetched together."""
    asked: dict[Standing, list[str]] = {}
    for item in card.items:
        asked.setdefault(standing(figures, item.kpi, card.level, subject), []).append(item.kpi)
    found: dict[str, tuple[Standing, Cells, Targets]] = {}
    for whose, names in asked.items():
        cells = figures.cells(names, periods, whose.level, only=whose.subject)
        targets = figures.targets(whose.level, whose.subject)
        found |= {name: (whose, cells[name], targets) for name in names}
    return tuple(_item(figures, item, found[item.kpi], periods) for item in card.items)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose number stands on a sheet for a figure."""

    level: str
    subject: int | None


def standing(figures: Figures, name: str, level: str, subject: int | None) -> Standing:
    """Whose number a figure has on somebody's sheet: their own, else the next coarser level's."""
    if level_of(figures.kpi(name), level):
        return Standing(level, subject)
    if level == EMPLOYEE and level_of(figures.kpi(name), "department"):
        return Standing("department", figures.department_of(subject))
    return Standing("company", None)


def _item(
    figures: Figures, item: Item, found: tuple[Standing, Cells, Targets], periods: Sequence[Period]
) -> SheetItem:
    kpi, (whose, cells, targets) = figures.kpi(item.kpi), found
    *before, now = (_past(kpi, whose, cells, targets, period) for period in periods)
    weight = None if item.weight is None else Decimal(item.weight)
    share = None if weight is None else earned(kpi, now.cell, now.target, item.method)
    points = None if share is None or weight is None else quantized(share * weight, 2)
    return SheetItem(
        kpi=kpi,
        group=item.group,
        cell=now.cell,
        target=now.target,
        verdict=now.verdict,
        weight=weight,
        points=points,
        level=whose.level,
        subject=whose.subject,
        past=tuple(before),
    )


def _past(kpi: Kpi, whose: Standing, cells: Cells, targets: Targets, period: Period) -> Past:
    cell = cells.get((period.key, whose.subject), Cell(kpi.when_no_rows))
    target = targets.of(kpi, period, whose.subject)
    return Past(period, cell, target, judged(kpi, cell, target))


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
