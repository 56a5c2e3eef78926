"""What people say of a sheet's items: each kind of rater's mean, and what is still missing.

Ratings are read in system scope; who rated is kept apart from what an anonymous kind said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from formula.evaluate import holds
from kpi.cells import noiseless
from kpi.figures import Figures
from language import current, say
from records.actor import SYSTEM
from records.gate import Gate
from records.titles import title_of
from schema.indicators import Kpi, Scorecard
from schema.scoring import HUNDRED, SUPERIOR, Item, Rater
from schema.values import Label

NONE: Mapping[tuple[str, str], int] = MappingProxyType({})
"""Nobody is asked any more."""


@dataclass(frozen=True, slots=True)
class Given:
    """One rating: of which item, how much, and by whom."""

    item: str
    kind: str
    score: Decimal
    who: str
    comment: str
    rater: int | None = None


@dataclass(frozen=True, slots=True)
class Single:
    """One rating as it may be told; of an anonymous kind `who` is only a number, as in `peer 1`."""

    who: str
    score: Decimal
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RaterScore:
    """A kind of rater's mean of an item; None while there are fewer than `min` ratings.

    `each` is empty below `min`, so that nothing of an anonymous kind can be told from it. Of
    an anonymous kind that may still rate there is no mean either: `asked` says how many they
    are, 0 if that is not known, `given` how many did.
    """

    kind: str
    label: Label
    weight: Decimal
    score: Decimal | None
    min: int = 1
    anonymous: bool = False
    each: tuple[Single, ...] = ()
    asked: int | None = None
    given: int = field(default=0, compare=False)

    @property
    def missing(self) -> bool:
        """Whether a rating that counts is not there."""
        return self.score is None and self.weight > 0


@dataclass(frozen=True, slots=True)
class Rated:
    """An item as its raters see it; `score` is their weighted mean, 0 to 100, or None."""

    name: str
    label: Label
    explain: Label | None
    raters: tuple[RaterScore, ...]
    score: Decimal | None

    @property
    def missing(self) -> tuple[RaterScore, ...]:
        """The kinds of raters whose rating counts and is not there."""
        return tuple(rater for rater in self.raters if rater.missing)


def given(figures: Figures, card: Scorecard, sheet: int | None) -> tuple[Given, ...]:
    """Every rating of a sheet that counts, in the order in which they were made."""
    ratings = card.ratings
    if ratings is None or sheet is None:
        return ()
    gate = Gate(figures.rulebook, SYSTEM)
    table: Any = figures.rulebook.tables.model(ratings.of)
    link = getattr(table, ratings.sheet)
    found = table.select(table.id).where(table.deleted_at.is_null() & (link == sheet))
    rows = (gate.session.row(ratings.of, id) for (id,) in found.order_by(table.id).tuples())
    context = gate.session.context
    counted = [row for row in rows if not ratings.when or holds(ratings.when.tree, row, context)]
    return tuple(
        Given(
            str(row.get(ratings.item)),
            str(row.get(ratings.kind)),
            Decimal(row.get(ratings.score)),
            _who(gate, row, ratings.rater),
            str(row.get(ratings.comment) or "") if ratings.comment else "",
            row.get(ratings.rater),
        )
        for row in counted
        if row.get(ratings.score) is not None
    )


def _who(gate: Gate, row: Any, field: str) -> str:
    person = row.follow(field)
    return title_of(gate.session, person, person.entity) if person is not None else ""


def rated(
    card: Scorecard, item: Item, found: Iterable[Given], asked: Mapping[tuple[str, str], int] = NONE
) -> Rated:
    """An item's ratings by kind of rater, and their weighted mean.

    A kind that did not rate is never a zero: its weight is shared out, or it blocks. So is a
    kind that is still `asked`, by item and kind.
    """
    mine = [each for each in found if each.item == item.name]
    raters = tuple(
        _mean(rater, weight, mine, asked.get((item.name, rater.name)))
        for rater in card.raters.values()
        if (weight := item.raters.get(rater.name, Decimal(0)) if item.raters else rater.weight)
        or any(each.kind == rater.name for each in mine)
    )
    label = item.label or Label({})
    return Rated(item.name, label, item.explain, raters, _weighted(card, raters))


def stand_in(
    kpi: Kpi, card: Scorecard, found: Iterable[Given], asked: Mapping[tuple[str, str], int] = NONE
) -> Rated:
    """What the superior says of a figure that has no value."""
    mine = [each for each in found if each.item == kpi.name]
    rater = _mean(card.raters[SUPERIOR], HUNDRED, mine, asked.get((kpi.name, SUPERIOR)))
    return Rated(kpi.name, kpi.label, kpi.explain, (rater,), rater.score)


def _mean(
    rater: Rater, weight: Decimal, found: Iterable[Given], asked: int | None = None
) -> RaterScore:
    """A kind of rater's mean, if enough of them rated and nobody is asked any more."""
    mine = [each for each in found if each.kind == rater.name]
    kind = (rater.name, rater.label, weight)
    if len(mine) < rater.min or asked is not None:
        return RaterScore(*kind, None, rater.min, rater.anonymous, (), asked, len(mine))
    each = tuple(Single(one.who, one.score, one.comment) for one in mine)
    if rater.anonymous:
        # In the order of the scores, without words: neither name nor style tells who it was.
        scores = sorted(one.score for one in mine)
        each = tuple(Single(f"{rater.name} {n}", score) for n, score in enumerate(scores, 1))
    mean = noiseless(sum((one.score for one in mine), Decimal(0)) / len(mine))
    return RaterScore(*kind, mean, rater.min, rater.anonymous, each, None, len(mine))


def _weighted(card: Scorecard, raters: tuple[RaterScore, ...]) -> Decimal | None:
    """The mean of the kinds that rated, by their weights."""
    if card.missing_rater == "block" and any(rater.missing for rater in raters):
        return None
    heard = [(r.weight, r.score) for r in raters if r.weight > 0 and r.score is not None]
    weight = sum((w for w, _ in heard), Decimal(0))
    if not weight:
        return None
    return noiseless(sum((w * score for w, score in heard), Decimal(0)) / weight)


def missing_ratings(figures: Figures, card: Scorecard, sheet: int) -> tuple[str, ...]:
    """Which ratings of a sheet are not there, in words, without computing any figure.

    What is true of several items is said once.
    """
    found = given(figures, card, sheet)
    items = (item for item in card.items if item.manual and item.weight is not None)
    alike: dict[Any, tuple[RaterScore, list[str]]] = {}
    for one in (rated(card, item, found) for item in items):
        for rater in one.missing:
            count = None if rater.asked is None else rater.given
            told = alike.setdefault((rater.kind, rater.min, rater.asked, count), (rater, []))
            told[1].append(one.label.text(current()))
    return tuple(_missing(say(", ").join(labels), rater) for rater, labels in alike.values())


def missing_words(rated: Rated) -> tuple[str, ...]:
    """Which ratings of an item are not there, in words."""
    item = rated.label.text(current())
    return tuple(_missing(item, rater) for rater in rated.missing)


def _missing(item: str, rater: RaterScore) -> str:
    label = rater.label.text(current())
    if rater.asked == 0:
        words = "{item}: {given} given, more may come ({rater})"
        return say(words, item=item, rater=label, given=rater.given)
    if rater.asked is not None:
        return say(
            "{item}: {given} of {asked} given ({rater})",
            item=item,
            rater=label,
            given=rater.given,
            asked=rater.asked,
        )
    if rater.min > 1:
        return say(
            "{item}: fewer than {min} ratings ({rater})", item=item, rater=label, min=rater.min
        )
    return say("{item}: no rating yet ({rater})", item=item, rater=label)
