"""An appraisal sheet: whose figures in one period, the points that they earn, the grade."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from formula.evaluate import Context, Row, holds
from kpi.adjusting import by_hand
from kpi.dated import context_of
from kpi.figures import Figures
from kpi.gates import Held, held, undecided
from kpi.grading import counted, settled
from kpi.items import SheetItem, items_of
from kpi.judge import UNMET
from kpi.lengths import period_of
from kpi.levels import EMPLOYEE
from kpi.notes import Note, notes_of
from kpi.parts import Compute, PartScore, combined, missing_parts, parts_of
from kpi.past import frozen_past
from kpi.period import Period, latest, months
from kpi.scoring import Outcome, blocking, computed, outcome
from kpi.sentence import Labels
from kpi.shares import share_of
from kpi.stretch import Stretch, stretch_of
from kpi.together import Share, overlapping, together, undivided, whole
from language import say
from records.gate import Gate
from records.rulebook import Rulebook
from schema.indicators import Grade, Scorecard


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scorecard filled in for one person, department or company and one period.

    `computed` is the score of the items or of the parts, `score` what it came to; both are
    None while nothing has a value. `calibrated` is the score that people set after comparing
    sheets, `uncalibrated` what it would be without; `share` says how much of the period the
    person was there. `stretch` are the days that the sheet is about where a transfer divides
    the period, `together` all sheets of the person in it. `capped` says that a gate held the grade,
    `vetoed` that one held the score, `held` which gates did and why. `obstacles` say in words what
    must be put right before the sheet can be frozen.
    """

    card: Scorecard
    level: str
    subject: int | None
    period: Period
    items: tuple[SheetItem, ...]
    computed: Decimal | None
    adjustment: Decimal
    score: Decimal | None = None
    grade: Grade | None = None
    capped: bool = False
    notes: tuple[Note, ...] = ()
    obstacles: tuple[str, ...] = ()
    vetoed: bool = False
    parts: tuple[PartScore, ...] = ()
    uncalibrated: Decimal | None = None
    calibrated: Decimal | None = None
    coefficient: Decimal | None = None
    share: Decimal | None = None
    stretch: Stretch | None = None
    together: tuple[Share, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def whole(self) -> Decimal | None:
        """The person's score of a period that a transfer divides, by working days."""
        return whole(self.together, self.card.decimals)

    @property
    def span(self) -> str:
        """The period in words, with the days of a stretch."""
        if self.stretch is None:
            return self.period.label
        return say("{period} ({days})", period=self.period.label, days=self.stretch.label)

    @property
    def person(self) -> int | None:
        """Whose sheet it is, if a person's."""
        return self.subject if self.level == EMPLOYEE else None

    @property
    def scored(self) -> bool:
        """Whether anything earns points; else the sheet says only what was reached."""
        return bool(self.parts) or any(item.weight is not None for item in self.items)

    @property
    def missed(self) -> tuple[str, ...]:
        """The figures that did not reach their target."""
        return tuple(item.name for item in self.items if item.verdict == UNMET)

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


def sheet_of(
    figures: Figures, gate: Gate, entity: str, id: int, alone: bool = False, final: bool = False
) -> Sheet | None:
    """The appraisal sheet that a record is, if it is one and says whose and when.

    `alone` leaves the person's other sheets of a divided period aside; `final` counts all
    ratings though others might still come.
    """
    row = gate.session.row(entity, id)
    card = scorecard_of(gate, entity, row)
    if card is None:
        return None
    subject, month = row.get(card.whose) if card.whose else None, row.get(card.period)
    if month is None or (card.whose and subject is None):
        return None
    begins = months(gate.rulebook.schema).called(month)
    if period_of(card, row, begins, gate.session.context) is None:
        return None
    adjustment = row.get(card.adjust.field) if card.adjust.field else None
    compute = partial(sheet_of, figures, gate, alone=True)
    context = gate.session.context
    made = sheet(figures, card, subject, month, adjustment, row, context, compute, final)
    notes = notes_of(figures.rulebook, card, id)
    made = replace(made, notes=notes, items=_with_past(figures, made))
    return made if alone else _with_others(figures, made, id, compute, context)


def _with_others(
    figures: Figures, made: Sheet, id: int, compute: Compute, context: Context
) -> Sheet:
    """A sheet of a stretch with the person's other sheets of the period."""
    if made.stretch is None or made.subject is None:
        return made
    found = together(figures.rulebook, made.card, made.subject, made.period, compute, context)
    shares = tuple(
        replace(each, own=True) if (each.entity, each.record) == (made.card.of, id) else each
        for each in found
    )
    wrong = (
        *overlapping(shares, made.stretch),
        *undivided(figures.rulebook, made.card, made.subject, made.period, context),
    )
    return replace(made, together=shares, obstacles=(*made.obstacles, *wrong))


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
                found.get(item.name, live) for found, live in zip(kept, item.past, strict=True)
            ),
        )
        if item.past
        else item
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
    compute: Compute | None = None,
    final: bool = False,
) -> Sheet:
    """Fill in a scorecard; `row` is the sheet's own record, which gates look at too.

    `compute` computes the other sheets that a part of the score is made of.
    """
    rulebook = figures.rulebook
    begins = months(rulebook.schema).called(month)
    period = period_of(card, row, begins, context_of(rulebook, begins, context)) or begins
    context = context_of(rulebook, period, context)
    card, faults = settled(card, context)
    stretch, wrong = stretch_of(card, row, period)
    figures = figures.within(stretch)
    record = row.id if row is not None else None
    items = items_of(figures, card, subject, latest(period, card.history), record, final)
    parts = parts_of(rulebook, card, subject, period, computed(items), row, compute)
    hand = by_hand(rulebook, card, adjustment or Decimal(0), row, context)
    share, unknown = share_of(rulebook, card, subject, period, context, stretch)
    waiting = dict.fromkeys((*blocking(items), *undecided(card, items)))
    own = (*waiting, *hand.obstacles, *missing_parts(card, parts))
    empty = Sheet(
        card=card,
        level=card.level,
        subject=subject,
        period=period,
        items=items,
        computed=combined(card, parts) if parts else computed(items),
        adjustment=hand.added,
        obstacles=(*faults, *wrong, *own, *unknown),
        parts=parts,
        calibrated=hand.calibrated,
        share=share,
        stretch=stretch,
    )
    found = outcome(card, empty.computed, items, hand, row, context)
    return _with_result(rulebook, empty, found if not faults else _ungraded(found))


def _ungraded(found: Outcome) -> Outcome:
    """A result whose grade cannot be told, because the card's grades cannot be used."""
    return replace(found, grade=None, caps=())


def _with_result(rulebook: Rulebook, made: Sheet, found: Outcome) -> Sheet:
    """A sheet with its score, its grade, and what is said of the gates that held it down."""
    settings = rulebook.settings_on(made.period.last_day) if found.caps or found.vetoes else {}
    names = Labels(rulebook.schema, settings, made.period, made.card)
    return replace(
        made,
        score=found.score,
        grade=found.grade,
        capped=bool(found.caps),
        vetoed=bool(found.vetoes),
        held=held(names, made.card, found.caps, found.vetoes),
        uncalibrated=found.uncalibrated,
        coefficient=counted(made.card, found.grade, made.share),
    )


def missing(made: Sheet) -> tuple[str, ...]:
    """Which ratings a sheet waits for, in words, item by item."""
    return tuple(words for item in made.items for words in item.missing)
