"""The sheets of one person in one period that a transfer divides, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from formula.evaluate import Context
from formula.kinds import quantized
from kpi.cells import noiseless
from kpi.lengths import period_of
from kpi.parts import Compute, kept_score
from kpi.period import Period, months
from kpi.stretch import Stretch, stretch_of, workdays
from language import say
from records.actor import SYSTEM
from records.gate import Gate
from records.query import MOST_ROWS, Filter, Query
from records.rulebook import Rulebook
from schema.indicators import Scorecard


@dataclass(frozen=True, slots=True)
class Share:
    """A sheet among those of a divided period: its days, its working days and its score.

    `sha256` is its snapshot's, if it is frozen; `own` the sheet that is looked at.
    """

    entity: str
    record: int
    stretch: Stretch
    workdays: int | None
    score: Decimal | None
    sha256: str = ""
    own: bool = False


def together(
    rulebook: Rulebook,
    card: Scorecard,
    subject: int,
    period: Period,
    compute: Compute,
    context: Context,
) -> tuple[Share, ...]:
    """Every sheet of a person that is about a stretch of a period, in order of the days."""
    found = []
    for other, record, stretch in _sheets(rulebook, card, subject, period, context):
        if stretch is None:
            continue
        row = Gate(rulebook, SYSTEM).session.row(other.of, record)
        score, sha256 = kept_score(rulebook, other, row) or (None, "")
        if not sha256:
            made = compute(other.of, record)
            score = made.score if made else None
        days = workdays(context.calendar, stretch.first, stretch.last)
        found.append(Share(other.of, record, stretch, days, score, sha256))
    return tuple(sorted(found, key=lambda share: (share.stretch.first, share.record)))


def _sheets(
    rulebook: Rulebook, card: Scorecard, subject: int, period: Period, context: Context
) -> Iterator[tuple[Scorecard, int, Stretch | None]]:
    """The sheets of all cards whose transfers divide periods, as far as they are of this one.

    Without a stretch, a sheet is about all of the period.
    """
    gate = Gate(rulebook, SYSTEM)
    for other in rulebook.schema.scorecards.values():
        if not other.transfers.split:
            continue
        mine = (
            Filter(other.whose, "eq", (subject,)),
            Filter(other.period, "eq", (period.month,)),
        )
        query = Query(filters=mine, where=other.when, size=MOST_ROWS, counted=False)
        for record in gate.find(other.of, query).records:
            row = gate.session.row(other.of, record.id)
            begins = months(rulebook.schema).called(period.month)
            if period_of(other, row, begins, context) != period:
                continue
            stretch, wrong = stretch_of(other, row, period)
            if not wrong:
                yield other, record.id, stretch


def whole(shares: tuple[Share, ...], decimals: int) -> Decimal | None:
    """The person's score of the period: the sheets' scores by their working days.

    None while a score or the working days are not known.
    """
    weighed = [
        (share.score, share.workdays)
        for share in shares
        if share.score is not None and share.workdays is not None
    ]
    days = sum(each for _, each in weighed)
    if not days or len(weighed) < len(shares):
        return None
    points = sum((score * each for score, each in weighed), Decimal(0))
    return quantized(noiseless(points / days), decimals)


def undivided(
    rulebook: Rulebook, card: Scorecard, subject: int, period: Period, context: Context
) -> Iterator[str]:
    """In words, the sheets of a person about all of a period that others of theirs divide."""
    for _, _, stretch in _sheets(rulebook, card, subject, period, context):
        if stretch is None:
            yield say("Another sheet is about {days}.", days=period.label)


def overlapping(shares: tuple[Share, ...], stretch: Stretch) -> Iterator[str]:
    """In words, the sheets of the same person that are about the same days."""
    for share in shares:
        if not share.own and share.stretch.overlaps(stretch):
            yield say("Another sheet is about {days}.", days=share.stretch.label)
