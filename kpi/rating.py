"""What somebody may rate on a sheet, and storing all of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kpi.sheet import Sheet
from models.database import transaction
from records.gate import Gate
from records.query import Filter, Query
from records.record import Record
from records.refusals import Conflict, FieldProblem, Forbidden, Refused
from schema.indicators import Scorecard
from schema.scoring import SUPERIOR, Rater, Ratings
from schema.values import Label


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that somebody may rate as one kind of rater, and what they said already."""

    item: str
    label: Label
    explain: Label | None
    rater: Rater
    stored: Record | None
    locked: bool = False

    @property
    def key(self) -> str:
        """What tells it from the others of a sheet."""
        return f"{self.rater.name}.{self.item}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wrote for one item; an empty score is none."""

    asked: Asked
    score: str
    comment: str
    version: int | None = None


def asked(gate: Gate, card: Scorecard, made: Sheet, sheet: int) -> tuple[Asked, ...]:
    """Every item of a sheet that the actor may rate, by kind of rater.

    The kinds that one may give are those that the ratings' own `create` rule lets through.
    """
    ratings = card.ratings
    if ratings is None or gate.actor.person is None:
        return ()
    mine = _mine(gate, ratings, sheet)
    return tuple(_asked(gate, card, ratings, made, sheet, mine))


def _mine(gate: Gate, ratings: Ratings, sheet: int) -> Mapping[tuple[Any, Any], Record]:
    """The actor's own ratings of a sheet, by item and kind, as far as they may be read."""
    if not gate.may("read", ratings.of):
        return {}
    filters = (
        Filter(ratings.sheet, "eq", (sheet,)),
        Filter(ratings.rater, "eq", (gate.actor.person,)),
    )
    found = gate.find(ratings.of, Query(filters=filters, size=500, counted=False)).records
    whole = (gate.get(ratings.of, record.id) for record in found)
    return {(r.values.get(ratings.item), r.values.get(ratings.kind)): r for r in whole}


def _asked(
    gate: Gate,
    card: Scorecard,
    ratings: Ratings,
    made: Sheet,
    sheet: int,
    mine: Mapping[tuple[Any, Any], Record],
) -> Iterator[Asked]:
    for name, label, explain, kinds in _items(card, made):
        for rater in (card.raters[kind] for kind in kinds):
            stored = mine.get((name, rater.name))
            if stored is not None:
                open_ = bool(gate.decide("update", ratings.of, stored))
                yield Asked(name, label, explain, rater, stored, locked=not open_)
            elif gate.may_create(ratings.of, _begun(gate, ratings, sheet, name, rater.name)):
                yield Asked(name, label, explain, rater, None)


def _items(
    card: Scorecard, made: Sheet
) -> Iterator[tuple[str, Label, Label | None, Sequence[str]]]:
    """What can be rated on a sheet, and by which kinds of raters."""
    for item in card.items:
        if item.manual and item.label is not None:
            yield item.manual, item.label, item.explain, tuple(item.raters or card.raters)
    for line in made.items:
        if line.kpi is not None and line.rated is not None:
            yield line.name, line.label, line.kpi.explain, (SUPERIOR,)


def _begun(gate: Gate, ratings: Ratings, sheet: int, item: str, kind: str) -> dict[str, Any]:
    """What a new rating says before anybody wrote a score; who rates unless it has a default."""
    begun = {ratings.sheet: sheet, ratings.item: item, ratings.kind: kind}
    field = gate.rulebook.entity(ratings.of).fields[ratings.rater]
    return begun if field.default is not None else {**begun, ratings.rater: gate.actor.person}


def store(
    gate: Gate, card: Scorecard, sheet: int, answers: Sequence[Answer]
) -> dict[str, list[FieldProblem]]:
    """Create or change every rating that was written, all or none; what is wrong by item."""
    ratings = card.ratings
    if ratings is None:
        return {}
    problems: dict[str, list[FieldProblem]] = {}
    try:
        with transaction(gate.rulebook.tables.database):
            for answer in answers:
                found = _stored(gate, ratings, sheet, answer)
                if found:
                    problems[answer.asked.key] = found
            if problems:
                raise Refused([each for found in problems.values() for each in found])
    except Refused:
        if not problems:
            raise
    return problems


def _stored(gate: Gate, ratings: Ratings, sheet: int, answer: Answer) -> list[FieldProblem]:
    """Store one answer; an item that nobody touched stays as it is."""
    ask = answer.asked
    said: dict[str, Any] = {ratings.score: answer.score}
    if ratings.comment:
        said[ratings.comment] = answer.comment
    if ask.locked or (ask.stored is None and not answer.score and not answer.comment):
        return []
    try:
        if ask.stored is None:
            begun = _begun(gate, ratings, sheet, ask.item, ask.rater.name)
            gate.create(ratings.of, {**begun, **said})
        else:
            gate.update(ratings.of, ask.stored.id, said, answer.version)
    except Refused as refused:
        return list(refused.problems)
    except (Forbidden, Conflict) as other:
        return [FieldProblem("", str(other))]
    return []
