"""The lines of a sheet: each figure's cell or raters' means, and the points they earn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.asked import open_ratings
from kpi.cells import ERROR, Cell, noiseless
from kpi.cohort import others
from kpi.figures import Figures, level_of
from kpi.flags import flags
from kpi.judge import OPEN, Aim
from kpi.levels import EMPLOYEE
from kpi.making import Cells
from kpi.methods import earned, verdict
from kpi.past import Past
from kpi.period import Period
from kpi.ratings import NONE, Given, Rated, given, missing_words, rated, stand_in
from kpi.rollup import nothing
from kpi.targets import Targets
from schema.indicators import Item, Kpi, Scorecard
from schema.scoring import HUNDRED
from schema.values import Label

NO_CELL = Cell("not_applicable")
STANDS_FOR = {"full": Decimal(1), "zero": Decimal(0)}
"""What an empty item earns, where the card says so."""


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A line of a sheet; `points` is None when it is not scored or cannot be.

    `kpi` is None of an item that people rate. `rated` is what they say of it, or of a
    figure without a value for which the card asks the superior. `level` and `subject` say
    whose number it is: a figure that exists only for the department or the company stands
    on a person's sheet as theirs. While a line is `blocked`
    the sheet has no score; `supposed` points come from the card's rule for empty items.
    """

    kpi: Kpi | None
    group: Label
    cell: Cell
    target: Aim | None
    verdict: str
    weight: Decimal | None
    points: Decimal | None
    level: str = EMPLOYEE
    subject: int | None = None
    past: tuple[Past, ...] = ()
    rated: Rated | None = None
    blocked: bool = False
    supposed: bool = False
    flags: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the rulebook calls it."""
        return self.kpi.name if self.kpi else self.rated.name if self.rated else ""

    @property
    def label(self) -> Label:
        """What people call it."""
        found = self.kpi or self.rated
        return found.label if found else Label({})

    @property
    def missing(self) -> tuple[str, ...]:
        """Which ratings are not there, in words."""
        return missing_words(self.rated) if self.rated and self.weight is not None else ()


@dataclass(frozen=True, slots=True)
class Heard:
    """The ratings of a sheet, and how many are asked where others may still come."""

    ratings: tuple[Given, ...]
    asked: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose number stands on a sheet for a figure."""

    level: str
    subject: int | None


def standing(
    figures: Figures, name: str, level: str, subject: int | None, period: Period
) -> Standing:
    """Whose number a figure has on somebody's sheet: their own, else the next coarser level's.

    The department is that of the sheet's period, where the rulebook records who moved when.
    """
    if level_of(figures.kpi(name), level):
        return Standing(level, subject)
    if level == EMPLOYEE and level_of(figures.kpi(name), "department"):
        return Standing("department", figures.department_of(subject, period))
    return Standing("company", None)


def items_of(
    figures: Figures,
    card: Scorecard,
    subject: int | None,
    periods: Sequence[Period],
    record: int | None,
    final: bool = False,
) -> tuple[SheetItem, ...]:
    """Every line, the figures of one level fetched together; the last period is the sheet's.

    `record` is the sheet that ratings link to; `final` counts every rating that was given,
    though others might still come.
    """
    asked: dict[Standing, list[str]] = {}
    for name in (item.kpi for item in card.items if item.kpi):
        whose = standing(figures, name, card.level, subject, periods[-1])
        asked.setdefault(whose, []).append(name)
    found: dict[str, tuple[Standing, Cells, Targets]] = {}
    for whose, names in asked.items():
        cells = figures.cells(names, periods, whose.level, only=whose.subject)
        targets = figures.targets(whose.level, whose.subject)
        found |= {name: (whose, cells[name], targets) for name in names}
    ratings = given(figures, card, record)
    still = NONE if final else open_ratings(figures, card, record, ratings)
    heard = Heard(ratings, still)
    compared = others(figures, card, subject, periods[-1])
    return tuple(
        _judged(card, item, heard)
        if item.manual
        else _filled(
            card,
            _measured(figures, item, found[item.kpi], periods, compared.get(item.kpi, ())),
            heard,
        )
        for item in card.items
    )


def _measured(
    figures: Figures,
    item: Item,
    found: tuple[Standing, Cells, Targets],
    periods: Sequence[Period],
    compared: Sequence[Decimal],
) -> SheetItem:
    """A line that is a figure, with what its value earns."""
    kpi, (whose, cells, targets) = figures.kpi(item.kpi), found
    *before, now = (
        _past(kpi, item, whose, cells, targets.of(kpi, p, whose.subject), p) for p in periods
    )
    line = SheetItem(
        kpi=kpi,
        group=item.group,
        cell=now.cell,
        target=now.target,
        verdict=now.verdict,
        weight=None if item.weight is None else Decimal(item.weight),
        points=None,
        level=whose.level,
        subject=whose.subject,
        past=tuple(before),
        flags=flags(kpi, now.cell, now.period, figures.rulebook.clock().date()),
    )
    return _worth(line, earned(kpi, now.cell, now.target, item.method, compared))


def _past(
    kpi: Kpi, item: Item, whose: Standing, cells: Cells, target: Aim | None, period: Period
) -> Past:
    cell = cells.get((period.key, whose.subject)) or nothing(kpi, period)
    return Past(period, cell, target, verdict(kpi, cell, target, item.method))


def _judged(card: Scorecard, item: Item, heard: Heard) -> SheetItem:
    """A line that people rate."""
    told = rated(card, item, heard.ratings, heard.asked)
    weight = None if item.weight is None else Decimal(item.weight)
    line = SheetItem(None, item.group, NO_CELL, None, OPEN, weight, None, rated=told)
    share = None if told.score is None else told.score / HUNDRED
    blocked = card.missing_rater == "block" and bool(told.missing)
    return replace(_filled(card, _worth(line, share), heard), blocked=blocked)


def _filled(card: Scorecard, line: SheetItem, heard: Heard) -> SheetItem:
    """An empty line as the card wants it: left out, full, nothing, or as the superior says.

    A figure that cannot be computed is neither full nor nothing: the sheet waits. One that
    does not apply, as a quarterly one between the ends of quarters, is left out by every rule.
    """
    rule = card.when_item_empty
    if line.points is not None or line.weight is None or rule == "renormalize":
        return line
    if line.kpi is not None and line.cell.state == NO_CELL.state:
        return line
    if line.cell.state == ERROR:
        return replace(line, blocked=True)
    if rule in STANDS_FOR:
        return replace(_worth(line, STANDS_FOR[rule]), supposed=True)
    if line.kpi is None:
        return replace(line, blocked=True)
    told = stand_in(line.kpi, card, heard.ratings, heard.asked)
    share = None if told.score is None else told.score / HUNDRED
    return replace(_worth(line, share), rated=told, blocked=share is None)


def _worth(line: SheetItem, share: Decimal | None) -> SheetItem:
    """A line with the points that its share of the weight is; exact, for points are summed."""
    if share is None or line.weight is None:
        return line
    return replace(line, points=noiseless(share * line.weight))
