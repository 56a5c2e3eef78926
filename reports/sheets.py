"""Appraisal sheets as templates see them: every number already words.

The words are those of `kpi.show`, the same on screen and on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from kpi.items import SheetItem
from kpi.parts import PartScore
from kpi.period import Months
from kpi.sheet import Sheet, missing
from kpi.show import (
    DASH,
    cell_text,
    number,
    parts_text,
    percent,
    rater_text,
    short,
    shortest,
)
from kpi.together import Share
from kpi.veil import Kept, Veil
from language import say
from reports.figures import BoardCellView, Indicator, Says, indicator, words
from reports.views import storable_view
from schema.indicators import Grade


@dataclass(frozen=True, slots=True)
class SheetItemView:
    """A line of a sheet; weight and points are a dash where it is not scored.

    `past` are the earlier periods' numbers, `note` is what was written about the figure. A
    `rated` line is no figure; `raters` says what each kind of rater gave.
    """

    number: int
    indicator: Indicator
    numerator: str
    denominator: str
    value: str
    verdict: str
    weight: str
    points: str
    past: tuple[BoardCellView, ...] = ()
    note: str = ""
    rated: bool = False
    raters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetGroupView:
    """Lines of a sheet under one heading."""

    label: str
    items: tuple[SheetItemView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a sheet's score; `sheets` says which sheets it is made of, with their scores."""

    name: str
    label: str
    weight: str
    score: str
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareView:
    """A sheet of the person's divided period: its days, working days and score in words."""

    entity: str
    record: int
    days: str
    workdays: str
    score: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """An appraisal sheet on paper; `bands` says from which score each grade is given.

    `months` are the short names of the earlier periods and the sheet's own; of a sheet that
    is not scored all lines are `unweighted`. Where a transfer divides the period, `days` are
    those of the sheet, `together` all sheets of the person and `whole` what they come to.
    `held` says which gates held it down and why; `held_reads` is what each of them looks at,
    `held_short` what is said of it to whoever may not learn that.
    """

    label: str
    period: str
    groups: tuple[SheetGroupView, ...]
    unweighted: tuple[SheetItemView, ...]
    weight: str
    points: str
    computed: str
    adjustment: str
    score: str
    grade: str
    capped: bool
    bands: tuple[str, ...]
    scored: bool = True
    months: tuple[str, ...] = ()
    met: int = 0
    judged: int = 0
    coefficient: str = ""
    vetoed: bool = False
    missing: tuple[str, ...] = ()
    parts: tuple[PartView, ...] = ()
    uncalibrated: str = ""
    share: str = ""
    days: str = ""
    together: tuple[ShareView, ...] = ()
    whole: str = ""
    held: tuple[str, ...] = ()
    held_short: tuple[str, ...] = ()
    held_reads: tuple[tuple[str, ...], ...] = ()


LATER = ("held", "held_short", "held_reads")
"""What papers did not keep from the start: left out where empty, so that their hashes stay."""


def sheet_view(sheet: Sheet, says: Says) -> SheetView:
    """A sheet in words, its weighted lines by group and all lines numbered through."""
    lines = (*sheet.weighted, *sheet.unweighted)
    numbered = {id(item): n for n, item in enumerate(lines, 1)}
    weighted = [
        (words(item.group), _sheet_item(sheet, item, numbered[id(item)], says))
        for item in sheet.weighted
    ]
    groups = tuple(
        SheetGroupView(label, tuple(item for _, item in lines))
        for label, lines in groupby(weighted, key=lambda pair: pair[0])
    )
    points = [item.points for item in sheet.weighted if item.points is not None]
    decimals = sheet.card.decimals
    return SheetView(
        words(sheet.card.label),
        sheet.span,
        groups,
        tuple(_sheet_item(sheet, item, numbered[id(item)], says) for item in sheet.unweighted),
        _weight(sheet.weight),
        number(sum(points, Decimal(0)), 2),
        number(sheet.computed, decimals),
        f"{sheet.adjustment:+.{decimals}f}" if sheet.adjustment else "0",
        number(sheet.score, decimals),
        words(sheet.grade.label) if sheet.grade else DASH,
        sheet.capped,
        bands(sheet.card.grades),
        sheet.scored,
        _months(sheet),
        sum(item.verdict == "met" for item in lines),
        sum(item.verdict in {"met", "unmet"} for item in lines),
        shortest(sheet.coefficient),
        sheet.vetoed,
        missing(sheet),
        tuple(_part(sheet, part) for part in sheet.parts),
        "" if sheet.calibrated is None else number(sheet.uncalibrated, decimals),
        "" if sheet.share in (None, 1) else percent(sheet.share, 1),
        sheet.stretch.label if sheet.stretch else "",
        tuple(_share(sheet, share) for share in sheet.together),
        number(sheet.whole, decimals) if sheet.together else "",
        tuple(each.told() for each in sheet.held),
        tuple(each.told(frozenset(each.reads)) for each in sheet.held),
        tuple(each.reads for each in sheet.held),
    )


def veiled(view: SheetView, veil: Veil) -> SheetView:
    """A sheet without what is not for a reader; the points of every line stay."""
    shown = (replace(p, score=DASH) if p.name in veil.parts else p for p in view.parts)
    return replace(
        view,
        groups=tuple(replace(g, items=_veiled(g.items, veil)) for g in view.groups),
        unweighted=_veiled(view.unweighted, veil),
        parts=tuple(shown),
        together=tuple(
            replace(s, score=DASH) if (s.entity, s.record) in veil.sheets else s
            for s in view.together
        ),
        whole=DASH if veil.sheets else view.whole,
        held=tuple(
            words if veil.reads.isdisjoint(reads) else short
            for words, short, reads in zip(view.held, view.held_short, view.held_reads, strict=True)
        ),
    )


def _veiled(items: Iterable[SheetItemView], veil: Veil) -> tuple[SheetItemView, ...]:
    muted = (replace(i, note="") if i.indicator.key in veil.notes else i for i in items)
    return tuple(_dashed(i) if i.indicator.key in veil.figures else i for i in muted)


def _dashed(item: SheetItemView) -> SheetItemView:
    """A figure's line without any number but its points."""
    return replace(
        item,
        indicator=replace(item.indicator, target=DASH),
        numerator=DASH,
        denominator=DASH,
        value=DASH,
        verdict="open",
        past=tuple(replace(past, text=DASH, verdict="open") for past in item.past),
    )


def _share(sheet: Sheet, share: Share) -> ShareView:
    score = number(sheet.score if share.own else share.score, sheet.card.decimals)
    days = DASH if share.workdays is None else str(share.workdays)
    return ShareView(share.entity, share.record, share.stretch.label, days, score)


def _part(sheet: Sheet, part: PartScore) -> PartView:
    decimals = sheet.card.decimals
    counted = Months(sheet.period.starts_on)
    sheets = (f"{counted.parse(s.period).label}: {number(s.score, decimals)}" for s in part.sheets)
    score = number(part.score, 2)
    return PartView(part.name, words(part.label), _weight(part.weight), score, tuple(sheets))


def _months(sheet: Sheet) -> tuple[str, ...]:
    """The short names of the earlier periods and the sheet's own."""
    before = next((item.past for item in sheet.items if item.past), ())
    return (*(short(p.period) for p in before), short(sheet.period)) if sheet.items else ()


def _sheet_item(sheet: Sheet, item: SheetItem, place: int, says: Says) -> SheetItemView:
    raters = tuple(rater_text(rater) for rater in item.rated.raters) if item.rated else ()
    weight = DASH if item.weight is None else _weight(item.weight)
    earned = (item.verdict, weight, number(item.points, 2))
    kpi = item.kpi
    if kpi is None:
        score = item.rated.score if item.rated else None
        shown = (_rated(item), DASH, DASH, number(score, 1))
        return SheetItemView(place, *shown, *earned, rated=True, raters=raters)
    return SheetItemView(
        place,
        indicator(kpi, item.target, says),
        *parts_text(item.cell),
        cell_text(kpi, item.cell),
        *earned,
        tuple(
            BoardCellView(p.period.key, cell_text(kpi, p.cell), p.verdict, running=False)
            for p in item.past
        ),
        say("; ").join(note.shown for note in sheet.notes_on(kpi.name) if note.shown),
        raters=raters,
    )


def _rated(item: SheetItem) -> Indicator:
    """What people rate, in the place of a figure."""
    explain = item.rated.explain if item.rated else None
    return Indicator(item.name, words(item.label), "", words(explain), "", DASH)


def _weight(weight: Decimal) -> str:
    return f"{weight.normalize():f}"


def bands(grades: Sequence[Grade]) -> tuple[str, ...]:
    """From which score each grade is given, the best first."""
    texts, above = [], ""
    for grade in grades:
        since = "" if grade.since is None else f"{Decimal(grade.since).normalize():f}"
        texts.append(_band(words(grade.label), since, above))
        above = since
    return tuple(texts)


def _band(label: str, since: str, above: str) -> str:
    if not since:
        return say("{grade}: below {score}", grade=label, score=above) if above else label
    if not above:
        return say("{grade}: {score} and more", grade=label, score=since)
    return say("{grade}: {since} to below {above}", grade=label, since=since, above=above)


def restored_sheet(kept: dict[str, Any]) -> SheetView:
    """The sheet that a snapshot kept."""
    groups = tuple(SheetGroupView(g["label"], _items(g["items"])) for g in kept["groups"])
    rest = {
        "groups": groups,
        "unweighted": _items(kept["unweighted"]),
        "bands": tuple(kept["bands"]),
        "parts": tuple(PartView(**part) for part in kept.get("parts", ())),
        "months": tuple(kept.get("months", ())),
        "missing": tuple(kept.get("missing", ())),
        "together": tuple(ShareView(**share) for share in kept.get("together", ())),
        "held": tuple(kept.get("held", ())),
        "held_short": tuple(kept.get("held_short", ())),
        "held_reads": tuple(tuple(reads) for reads in kept.get("held_reads", ())),
    }
    return SheetView(**{**kept, **rest})


def kept_sheet(view: SheetView) -> dict[str, Any]:
    """A sheet in words as JSON can hold it, to be restored."""
    told = storable_view(view)
    return {name: value for name, value in told.items() if value or name not in LATER}


def kept_names(view: SheetView) -> Kept:
    """What a printed sheet had that may not be for every reader."""
    lines = (*(item for group in view.groups for item in group.items), *view.unweighted)
    figures = [item for item in lines if not item.rated]
    return Kept(
        frozenset(item.indicator.key for item in figures),
        frozenset(item.indicator.key for item in figures if item.note),
        frozenset(part.name for part in view.parts),
        frozenset((share.entity, share.record) for share in view.together),
        frozenset(what for reads in view.held_reads for what in reads),
    )


def _items(kept: Sequence[dict[str, Any]]) -> tuple[SheetItemView, ...]:
    return tuple(
        SheetItemView(
            **{
                **item,
                "indicator": Indicator(**item["indicator"]),
                "past": tuple(BoardCellView(**cell) for cell in item.get("past", ())),
                "raters": tuple(item.get("raters", ())),
            }
        )
        for item in kept
    )
