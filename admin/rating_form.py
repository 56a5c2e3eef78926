"""Rating on the page of a sheet: every item that one may rate, in one table, saved at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from flask import g

from admin import visit
from admin.cells import plain
from admin.words import text
from kpi.figures import Figures
from kpi.freezing import frozen
from kpi.rating import Answer, Asked, asked
from kpi.sheet import scorecard_of, sheet_of
from records.record import Record
from schema.indicators import Scorecard


@dataclass(frozen=True, slots=True)
class RatingRow:
    """An item to rate: what stands in its boxes, and what is wrong with them."""

    key: str
    label: str
    explain: str
    score: str
    comment: str
    version: int | None
    locked: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RatingForm:
    """The card on the page of a sheet: the rows by kind of rater, and how many are done."""

    action: str
    groups: Sequence[tuple[str, bool, Sequence[RatingRow]]]
    done: int
    commented: bool
    refused: bool = False
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many items there are to rate."""
        return sum(len(rows) for _, _, rows in self.groups)

    @property
    def open(self) -> bool:
        """Whether any row can be written."""
        return any(not row.locked for _, _, rows in self.groups for row in rows)


def rating_form(record: Record) -> RatingForm | None:
    """What whoever asks may rate on a sheet; None where that is nothing."""
    if "rating_form" in g:
        refused: RatingForm = g.rating_form
        return refused
    card, found = to_rate(record)
    return made(record, card, found, {}, {}) if card and found else None


def to_rate(record: Record) -> tuple[Scorecard | None, tuple[Asked, ...]]:
    """The sheet's card and what may be rated; nothing of a frozen sheet."""
    gate = visit.gate()
    if record.deleted or not any(
        card.of == record.entity and card.ratings
        for card in gate.rulebook.schema.scorecards.values()
    ):
        return None, ()
    row = gate.session.row(record.entity, record.id)
    card = scorecard_of(gate, record.entity, row)
    if card is None or card.ratings is None or frozen(gate, record.entity, row):
        return None, ()
    filled = sheet_of(Figures(gate.rulebook), gate, record.entity, record.id)
    return card, asked(gate, card, filled, record.id) if filled else ()


def made(
    record: Record,
    card: Scorecard,
    found: Sequence[Asked],
    typed: Mapping[str, Answer],
    problems: Mapping[str, tuple[str, ...]],
) -> RatingForm:
    """The card with what is stored, or what was typed and is wrong."""
    by_kind = sorted(found, key=lambda each: list(card.raters).index(each.rater.name))
    groups = [
        (
            text(rater.label),
            rater.anonymous,
            [_row(card, each, typed.get(each.key), problems.get(each.key, ())) for each in rows],
        )
        for rater, rows in groupby(by_kind, key=lambda each: each.rater)
    ]
    done = sum(each.stored is not None for each in found)
    commented = bool(card.ratings and card.ratings.comment)
    action = visit.edition().views[record.entity].url("rate", id=record.id)
    return RatingForm(action, groups, done, commented, bool(problems), problems)


def _row(
    card: Scorecard, each: Asked, typed: Answer | None, problems: tuple[str, ...]
) -> RatingRow:
    score, comment = (typed.score, typed.comment) if typed else _stored(card, each)
    version = typed.version if typed else each.stored.version if each.stored else None
    label, explain = text(each.label), text(each.explain)
    return RatingRow(each.key, label, explain, score, comment, version, each.locked, problems)


def _stored(card: Scorecard, each: Asked) -> tuple[str, str]:
    """What was said before, as the boxes show it."""
    ratings = card.ratings
    if each.stored is None or ratings is None:
        return "", ""
    declared = visit.rulebook().entity(ratings.of).fields[ratings.score]
    value = each.stored.values.get(ratings.score)
    score = plain(declared, value, None, "") if value is not None else ""
    return score, str(each.stored.values.get(ratings.comment) or "")
