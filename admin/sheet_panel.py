"""An appraisal sheet on the page of its record: each figure against its target, the grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import url_for

from admin import visit
from admin.frozen_figure import figure_href
from admin.rulings import rulings
from admin.words import text
from kpi import thawed
from kpi.figures import Figures
from kpi.flags import flag_words
from kpi.freezing import frozen
from kpi.items import SheetItem
from kpi.judge import MET, OPEN, UNMET
from kpi.notes import Note, unexplained
from kpi.parts import PartScore
from kpi.period import months
from kpi.scoring import computed
from kpi.sheet import Sheet, missing, scorecard_of, sheet_of
from kpi.show import (
    DASH,
    cell_text,
    number,
    parts_text,
    percent,
    rater_text,
    short,
    shortest,
    target_text,
)
from kpi.snapshots import Snapshot
from kpi.together import Share
from kpi.veil import Veil, veil_of
from language import say
from records.actor import known_as
from records.record import Record
from schema.indicators import Kpi, Notes


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet in words.

    `past` has text, verdict and whether it is frozen of each earlier period, `notes` what was
    written about the figure and where, `explain` the address of a note still to be written.
    A `rated` line is no figure; `raters` says what each kind of rater gave, `asks` what they
    should look at. `supposed` points come from the rule for empty items.
    """

    label: str
    target: str
    numerator: str
    denominator: str
    value: str
    verdict: str
    weight: str
    points: str
    href: str
    past: tuple[tuple[str, str, bool], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    explain: str = ""
    rated: bool = False
    raters: tuple[str, ...] = ()
    asks: str = ""
    supposed: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """What is said of a frozen sheet: which version, when, by whom, and where it is verified."""

    words: str
    code: str
    href: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of the score in words, with the sheets that it is made of."""

    label: str
    weight: str
    score: str
    sheets: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A sheet of the person's divided period in words; `href` is empty of one not for the viewer."""

    days: str
    workdays: str
    score: str
    href: str
    own: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """A sheet as the page shows it: groups of scored figures, others, the result.

    It `follows` its rows and its card until it is frozen. `items_score` is what the items come
    to where they are a part of the score among others. `held` says which rules held it down.
    """

    label: str
    groups: Sequence[tuple[str, Sequence[Line]]]
    others: Sequence[Line]
    weight: str
    score: str
    computed: str
    adjustment: str
    grade: str
    phase: str
    capped: bool
    bands: Sequence[tuple[str, bool]]
    lock: Lock | None = None
    scored: bool = True
    months: tuple[str, ...] = ()
    noted: str = ""
    reached: str = ""
    coefficient: str = ""
    obstacles: Sequence[str] = ()
    vetoed: bool = False
    missing: tuple[str, ...] = ()
    follows: bool = False
    parts: Sequence[PartLine] = ()
    items_score: str = ""
    calibrated: str = ""
    share: str = ""
    days: str = ""
    together: Sequence[ShareLine] = ()
    whole: str = ""
    held: Sequence[str] = ()
    ruled: Sequence[str] = ()


def sheet_panel(record: Record) -> Panel | None:
    """The sheet that a record is, without what is not for the viewer.

    A frozen sheet is shown from its snapshot, whatever its rows say today.
    """
    if not any(c.of == record.entity for c in visit.rulebook().schema.scorecards.values()):
        return None
    gate = visit.gate()
    snapshot = frozen(gate, record.entity, gate.session.row(record.entity, record.id))
    made = (
        thawed.sheet(snapshot)
        if snapshot
        else sheet_of(Figures(visit.rulebook()), gate, record.entity, record.id)
    )
    return _panel(made, record, snapshot) if made else None


def _panel(made: Sheet, record: Record, snapshot: Snapshot | None) -> Panel:
    """A sheet in words."""
    explaining = "" if snapshot else _explain_href(made, record)
    veil = veil_of(visit.gate(), made)
    code = snapshot.code if snapshot else ""
    lines = {item.name: line(made, item, veil, explaining, code) for item in made.items}
    groups = [
        (text(group), [lines[item.name] for item in items])
        for group, items in groupby(made.weighted, key=lambda item: item.group)
    ]
    decimals = made.card.decimals
    return Panel(
        text(made.card.label),
        groups,
        [lines[item.name] for item in made.unweighted],
        number(made.weight, 0),
        number(made.score, decimals),
        number(made.computed, decimals),
        f"{made.adjustment:+.{decimals}f}" if made.adjustment else "",
        text(made.grade.label) if made.grade else "",
        phase(made),
        made.capped,
        bands(made),
        lock(snapshot) if snapshot else None,
        made.scored,
        next((tuple(short(p.period) for p in i.past) for i in made.items if i.past), ()),
        _noted(record),
        _reached(made),
        shortest(made.coefficient),
        made.obstacles,
        made.vetoed,
        tuple(words for words in missing(made) if words not in made.obstacles),
        snapshot is None and bool(made.card.freeze_on),
        [part_line(made, part, veil) for part in made.parts],
        number(computed(made.items), decimals) if made.parts else "",
        calibrated(made),
        share_text(made),
        made.stretch.label if made.stretch else "",
        [share_line(made, share, veil) for share in made.together],
        DASH if veil.sheets else number(made.whole, decimals),
        [each.told(veil.reads) for each in made.held],
        rulings(made, record) if snapshot else (),
    )


def share_line(made: Sheet, share: Share, veil: Veil) -> ShareLine:
    """A sheet of the person's divided period; its score only for whoever may read that sheet."""
    hidden = (share.entity, share.record) in veil.sheets
    return ShareLine(
        share.stretch.label,
        DASH if share.workdays is None else str(share.workdays),
        DASH if hidden else number(made.score if share.own else share.score, made.card.decimals),
        "" if hidden else url_for("entity.record", entity=share.entity, id=share.record),
        share.own,
    )


def part_line(made: Sheet, part: PartScore, veil: Veil) -> PartLine:
    """A part of the score; each sheet that it counts opens, as far as one may read it."""
    declared, counted = visit.rulebook().schema.scorecards, months(visit.rulebook().schema)
    card = declared.get(made.card.name)
    own = card.parts if card else ()
    sources = next((each.sheets for each in own if each.name == part.name), ())
    of = next((declared[source].of for source in sources if source in declared), "")
    sheets = [
        (
            f"{counted.parse(each.period).label}: {number(each.score, made.card.decimals)}",
            url_for("entity.record", entity=of, id=each.record),
        )
        for each in part.sheets
        if of
    ]
    # As many decimals as points have: whoever adds the parts up finds the score.
    score = number(None if part.name in veil.parts else part.score, 2)
    return PartLine(text(part.label), number(part.weight, 0), score, sheets)


def calibrated(made: Sheet) -> str:
    """That the score was set by comparison, and what it was before."""
    if made.calibrated is None:
        return ""
    decimals = made.card.decimals
    before = number(made.uncalibrated, decimals)
    return say(
        "calibrated from {before} to {after}",
        before=before,
        after=number(made.calibrated, decimals),
    )


def share_text(made: Sheet) -> str:
    """How much of the period the person was there, who was not there all the time."""
    if made.share in (None, 1):
        return ""
    return say("There for {share} of the working days of the period.", share=percent(made.share, 1))


def _noted(record: Record) -> str:
    """How the notes on the sheet's figures are called, if the card has such."""
    notes = _notes(record)
    if notes is None or not notes.shown:
        return ""
    return text(visit.rulebook().entity(notes.of).fields[notes.shown].label)


def _notes(record: Record) -> Notes | None:
    """Where the sheet's figures are explained."""
    gate = visit.gate()
    card = scorecard_of(gate, record.entity, gate.session.row(record.entity, record.id))
    return card.notes if card else None


def _explain_href(made: Sheet, record: Record) -> str:
    """Where a note about a figure of the sheet is begun, up to the figure's name."""
    notes = made.card.notes
    if notes is None or not visit.may("create", notes.of):
        return ""
    about = {notes.sheet: record.id, notes.kpi: ""}
    return url_for("entity.new", entity=notes.of, **about)


def _reached(made: Sheet) -> str:
    """How many of the judged figures reached their target."""
    judged = [item for item in made.items if item.verdict != OPEN]
    met = sum(item.verdict == MET for item in judged)
    return say("{met} of {judged} reached", met=met, judged=len(judged)) if judged else ""


def lock(snapshot: Snapshot) -> Lock:
    """The line that says since when the numbers stand still."""
    told = say(
        "Frozen {at} by {who}, version {version}",
        at=f"{snapshot.at:%Y-%m-%d %H:%M}",
        who=known_as(snapshot.who),
        version=snapshot.version,
    )
    return Lock(told, snapshot.code, url_for("verify.page", code=snapshot.code))


def line(made: Sheet, item: SheetItem, veil: Veil, explaining: str = "", code: str = "") -> Line:
    """A line of the sheet; a figure opens to its rows."""
    if item.name in veil.figures:
        return veiled(item)
    found = _figure(made, item.kpi, item, explaining, code) if item.kpi else _rated(item)
    if item.name in veil.notes:
        found = replace(found, notes=())
    if item.rated is None:
        return replace(found, supposed=item.supposed)
    told = tuple(rater_text(rater) for rater in item.rated.raters)
    asks = text(item.rated.explain)
    return replace(found, supposed=item.supposed, raters=told, asks=asks)


def veiled(item: SheetItem) -> Line:
    """A figure that is not for the viewer: its weight and points, and no number."""
    weight, points = number(item.weight, 0), number(item.points, 2)
    past = tuple((DASH, OPEN, False) for _ in item.past)
    return Line(text(item.label), DASH, DASH, DASH, DASH, OPEN, weight, points, "", past)


def _rated(item: SheetItem) -> Line:
    """A line that people rate."""
    score = item.rated.score if item.rated else None
    weight, points = number(item.weight, 0), number(item.points, 2)
    label = text(item.label)
    return Line(label, "", "", "", number(score, 1), item.verdict, weight, points, "", rated=True)


def _figure(made: Sheet, kpi: Kpi, item: SheetItem, explaining: str, code: str) -> Line:
    """A line that is a figure."""
    notes = made.notes_on(kpi.name)
    return Line(
        text(kpi.label),
        target_text(kpi, item.target),
        *parts_text(item.cell),
        " · ".join((cell_text(kpi, item.cell), *map(flag_words, item.flags))),
        item.verdict,
        number(item.weight, 0),
        number(item.points, 2),
        figure_href(made, item, code),
        tuple((cell_text(kpi, p.cell), p.verdict, p.frozen) for p in item.past),
        tuple((note.shown, _note_href(made, note)) for note in notes if note.shown),
        _explain(made, item, explaining),
    )


def _explain(made: Sheet, item: SheetItem, explaining: str) -> str:
    """Where a missed figure is to be explained: a new note, or the one that lacks something."""
    if not explaining or not unexplained(made.card, (item.name,), made.notes):
        return ""
    if item.verdict != UNMET or made.card.notes is None:
        return ""
    begun = made.notes_on(item.name)
    if begun:
        return url_for("entity.edit", entity=made.card.notes.of, id=begun[-1].record)
    return explaining + item.name


def _note_href(made: Sheet, note: Note) -> str:
    """Where a note stands; nothing of a frozen one."""
    notes = made.card.notes
    return url_for("entity.record", entity=notes.of, id=note.record) if notes else ""


def phase(made: Sheet) -> str:
    """How a grade is coloured: the best and the last stand out."""
    grades = made.card.grades
    if not grades or made.grade is None:
        return "idle"
    return {grades[0].name: "ok", grades[-1].name: "bad"}.get(made.grade.name, "info")


def bands(made: Sheet) -> list[tuple[str, bool]]:
    """The grades with their thresholds, the reached one marked."""
    found: list[tuple[str, Any]] = []
    for grade in made.card.grades:
        label = text(grade.label)
        words = (
            say("{grade} from {score}", grade=label, score=grade.since)
            if grade.since is not None
            else say("{grade} below", grade=label)
        )
        found.append((words, made.grade is not None and grade.name == made.grade.name))
    return found
