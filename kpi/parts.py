"""The parts of a sheet's score: its own items, a field, other sheets of the same person.

Each part that has a score counts with its weight; one without is left out and the rest
shared out, or keeps the sheet from freezing. It never counts as nought.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from formula.evaluate import Row, holds
from kpi.canonical import decimal
from kpi.cells import noiseless
from kpi.lengths import period_of
from kpi.period import Period, months
from kpi.shares import share_of
from kpi.stretch import stretch_of
from kpi.waiting import leads_to
from language import current, say
from records.actor import SYSTEM
from records.gate import Gate
from records.query import MOST_ROWS, Filter, Query
from records.record import Record
from records.rulebook import Rulebook
from records.visibility import only_own, readable
from schema.cards import ScorePart
from schema.indicators import Scorecard
from schema.objects import Field
from schema.values import Label


class Scored(Protocol):
    """A sheet as far as another sheet's score is made of it."""

    @property
    def score(self) -> Decimal | None:
        """Its score."""


Compute = Callable[[str, int], Scored | None]
"""Computes the sheet that a record is."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A sheet that a part is made of; `sha256` is its snapshot's, if it is frozen.

    `share` is that of a period which a transfer divides; None counts as a whole one.
    """

    record: int
    period: str
    score: Decimal | None
    sha256: str = ""
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PartScore:
    """A part of a score with what it came to, and the sheets behind it."""

    name: str
    label: Label
    weight: Decimal
    score: Decimal | None
    sheets: tuple[Counted, ...] = ()


def parts_of(
    rulebook: Rulebook,
    card: Scorecard,
    subject: int | None,
    period: Period,
    own: Decimal | None,
    row: Row | None,
    compute: Compute | None,
) -> tuple[PartScore, ...]:
    """Every part of a sheet's score; `own` is the score of the sheet's items alone."""
    return tuple(_part(rulebook, part, subject, period, own, row, compute) for part in card.parts)


def _part(
    rulebook: Rulebook,
    part: ScorePart,
    subject: int | None,
    period: Period,
    own: Decimal | None,
    row: Row | None,
    compute: Compute | None,
) -> PartScore:
    if part.field and not part.sheets:
        return PartScore(part.name, part.label, part.weight, _number(row, part.field))
    if not part.sheets:
        return PartScore(part.name, part.label, part.weight, own)
    found = [
        each
        for name in part.sheets
        for each in _counted(rulebook, name, part.field, subject, period, compute)
    ]
    sheets = tuple(sorted(found, key=lambda each: (each.period, each.record)))
    return PartScore(part.name, part.label, part.weight, _mean(sheets), sheets)


def _mean(sheets: Iterable[Counted]) -> Decimal | None:
    """The mean of the sheets that have a score; one of a stretch counts as its share."""
    scored = [(each.score, _weight(each)) for each in sheets if each.score is not None]
    weight = sum((weight for _, weight in scored), Decimal(0))
    if not weight:
        return None
    return noiseless(sum((score * each for score, each in scored), Decimal(0)) / weight)


def _weight(sheet: Counted) -> Decimal:
    return Decimal(1) if sheet.share is None else sheet.share


def _number(row: Row | None, field: str) -> Decimal | None:
    found = row.get(field) if row is not None else None
    return None if found is None else Decimal(found)


def _counted(
    rulebook: Rulebook,
    name: str,
    field: str,
    subject: int | None,
    period: Period,
    compute: Compute | None,
) -> Iterator[Counted]:
    """The sheets of another card of the same person that lie within a period, in order."""
    gate, other = Gate(rulebook, SYSTEM), rulebook.schema.scorecards[name]
    for record in _sheets(gate, other, subject):
        row = gate.session.row(other.of, record.id)
        month = row.get(other.period)
        if month is None or (other.when and not holds(other.when.tree, row, gate.session.context)):
            continue
        found = period_of(other, row, months(rulebook.schema).called(month), gate.session.context)
        if found is None or found.start < period.start or found.end > period.end:
            continue
        score, sha256 = kept_score(rulebook, other, row) or (None, "")
        if field:
            score = _number(row, field)
        elif not sha256 and compute is not None:
            made = compute(other.of, record.id)
            score = made.score if made else None
        stretch, _ = stretch_of(other, row, found)
        share = None
        if stretch is not None:
            share, _ = share_of(rulebook, other, subject, found, gate.session.context, stretch)
        yield Counted(record.id, found.key, score, sha256, share)


def _sheets(gate: Gate, other: Scorecard, subject: int | None) -> Iterator[Record]:
    asked = (Filter(other.whose, "eq", (subject,)),) if other.whose else ()
    query = Query(
        filters=asked, columns=(other.period,), sort=(other.period,), size=MOST_ROWS, counted=False
    )
    yield from gate.find(other.of, query).records


def kept_score(rulebook: Rulebook, card: Scorecard, row: Row) -> tuple[Decimal | None, str] | None:
    """The score and hash of a sheet's newest snapshot, unless the sheet was reopened."""
    workflow = rulebook.entity(card.of).workflow
    if workflow and card.freeze_on and leads_to(workflow, str(row.get(workflow.field)), card):
        return None
    table: Any = rulebook.tables.Snapshot
    kept = (
        table.select(table.body, table.sha256)
        .where((table.entity == card.of) & (table.record == row.get("id")))
        .order_by(table.version.desc())
        .limit(1)
        .tuples()
    )
    for body, sha256 in kept:
        return decimal(json.loads(body)["result"]["score"]), sha256
    return None


def combined(card: Scorecard, parts: Iterable[PartScore]) -> Decimal | None:
    """The mean of the parts that have a score, by their weights; none if one may not miss."""
    parts = tuple(parts)
    if card.missing_part == "block" and any(part.score is None for part in parts):
        return None
    scored = [(part.score, part.weight) for part in parts if part.score is not None]
    weight = sum((weight for _, weight in scored), Decimal(0))
    if not weight:
        return None
    points = sum((score * weight for score, weight in scored), Decimal(0))
    return noiseless(points / weight)


def missing_parts(card: Scorecard, parts: Iterable[PartScore]) -> tuple[str, ...]:
    """In words, the parts without which the sheet may not freeze."""
    if card.missing_part != "block":
        return ()
    return tuple(
        say("The part {part} has no score yet.", part=part.label.text(current()))
        for part in parts
        if part.score is None
    )


def hidden_parts(gate: Gate, card: Scorecard) -> frozenset[str]:
    """The parts from fields that whoever asks may not see on every sheet."""
    cards = gate.rulebook.schema.scorecards
    return frozenset(
        part.name
        for part in card.parts
        for of in {cards[name].of for name in part.sheets} or {card.of}
        if part.field and not _open(gate, gate.rulebook.entity(of).fields[part.field])
    )


def _open(gate: Gate, field: Field) -> bool:
    """Whether somebody sees a field on whosever sheet it stands; the own ones do not say it."""
    return readable(gate.session, field) and not only_own(gate.session, field)
