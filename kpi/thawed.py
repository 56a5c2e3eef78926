"""A frozen sheet shown again: from its snapshot and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from formula.kinds import EMPTY
from formula.tree import Literal, Span
from kpi import gates, past
from kpi.canonical import decimal
from kpi.items import NO_CELL, SheetItem
from kpi.judge import OPEN
from kpi.notes import Note
from kpi.parts import Counted, PartScore
from kpi.period import Period
from kpi.ratings import Rated, RaterScore, Single
from kpi.sheet import Sheet
from kpi.snapshots import Snapshot
from kpi.stretch import Stretch, frozen_stretch
from kpi.together import Share
from language import current
from schema.indicators import Grade, Kpi, Scorecard
from schema.values import Formula, Label

NOBODY = ("",)
"""Who may view a figure of which a snapshot of an older form does not say it: no role."""


def sheet(snapshot: Snapshot) -> Sheet:
    """The sheet as it was, whatever rows, labels and rules say today."""
    content = snapshot.content
    told, result = content["sheet"], content["result"]
    owner = past.subject_of(told)
    period = past.period_of(told)
    grades = tuple(_grade(g) for g in result["grades"])
    card = Scorecard(
        name=told["card"],
        label=Label(told["label"]),
        of=told["entity"],
        period="",
        items=(),
        grades=grades,
        decimals=result["decimals"],
    )
    return Sheet(
        card,
        *owner,
        period,
        tuple(_item(item, owner, period) for item in content["items"]),
        decimal(result["computed"]),
        decimal(result["adjustment"]) or Decimal(0),
        decimal(result["score"]),
        next((g for g in grades if g.name == result["grade"]), None),
        result["capped"],
        tuple(Note(**note) for note in content.get("notes", ())),
        vetoed=result.get("vetoed", False),
        parts=tuple(_part(part) for part in result.get("parts", ())),
        uncalibrated=decimal(result.get("uncalibrated")),
        calibrated=decimal(result.get("calibrated")),
        coefficient=decimal(result.get("coefficient")),
        share=decimal(result.get("share")),
        stretch=frozen_stretch(told, period),
        together=tuple(_share(each, period) for each in result.get("together", ())),
        held=tuple(gates.thawed(each) for each in result.get("held", ())),
    )


def _share(told: Mapping[str, Any], period: Period) -> Share:
    """A sheet of the person's divided period as it was then."""
    days = Stretch(period, *(date.fromisoformat(told[key]) for key in ("from", "until")))
    score = decimal(told["score"])
    where = (told["entity"], told["record"])
    return Share(*where, days, told["workdays"], score, told["sha256"], told["own"])


def _part(told: Mapping[str, Any]) -> PartScore:
    sheets = (
        Counted(
            each["record"],
            each["period"],
            decimal(each["score"]),
            each["sha256"],
            decimal(each.get("share")),
        )
        for each in told["sheets"]
    )
    return PartScore(
        told["name"],
        Label(told["label"]),
        decimal(told["weight"]) or Decimal(0),
        decimal(told["score"]),
        tuple(sheets),
    )


def _grade(told: Mapping[str, Any]) -> Grade:
    """A grade; the first form of snapshots knew no coefficients."""
    coefficient = decimal(told.get("coefficient"))
    return Grade(told["name"], Label(told["label"]), decimal(told["from"]), coefficient)


def _item(told: Mapping[str, Any], owner: tuple[str, int | None], period: Period) -> SheetItem:
    """A line; what older forms did not keep was not there."""
    now = past.thawed(told, period) if "kpi" in told else None
    return SheetItem(
        kpi=kpi(told["kpi"]) if "kpi" in told else None,
        group=Label(told["group"]),
        cell=now.cell if now else NO_CELL,
        target=now.target if now else None,
        verdict=now.verdict if now else OPEN,
        weight=decimal(told["weight"]),
        points=decimal(told["points"]),
        level=told.get("level", owner[0]),
        subject=told.get("subject", owner[1]),
        past=tuple(_past(each) for each in told.get("past", ())),
        rated=_rated(told["rated"]) if told.get("rated") else None,
        blocked=told.get("blocked", False),
        supposed=told.get("supposed", False),
        flags=tuple(told.get("flags", ())),
    )


def _rated(told: Mapping[str, Any]) -> Rated:
    raters = tuple(
        RaterScore(
            rater["kind"],
            Label(rater["label"]),
            decimal(rater["weight"]) or Decimal(0),
            decimal(rater["score"]),
            rater["min"],
            rater["anonymous"],
            tuple(_single(one) for one in rater["each"]),
        )
        for rater in told["raters"]
    )
    explain = Label(told["explain"]) if told["explain"] else None
    return Rated(told["name"], Label(told["label"]), explain, raters, decimal(told["score"]))


def _single(told: Mapping[str, Any]) -> Single:
    return Single(told["who"], decimal(told["score"]) or Decimal(0), told["comment"])


def _past(told: Mapping[str, Any]) -> past.Past:
    return replace(past.thawed(told, Period.parse(told["period"])), frozen=told["frozen"])


def sentences(snapshot: Snapshot) -> Callable[[Kpi], str]:
    """What each figure's formula said when the sheet was frozen, in the current language."""
    figures = [item["kpi"] for item in snapshot.content["items"] if "kpi" in item]
    kept = {figure["name"]: figure.get("sentence", {}) for figure in figures}
    return lambda kpi: Label(kept.get(kpi.name, {})).text(current())


def kpi(told: Mapping[str, Any]) -> Kpi:
    """A figure as it was declared; its formula is text only, for nothing is computed again."""
    return Kpi(
        name=told["name"],
        label=Label(told["label"]),
        formula=Formula(told["formula"], Literal(EMPTY, Span(0, 0), None)),
        code=told["code"],
        unit=told["unit"],
        decimals=told["decimals"],
        direction=told["direction"],
        strict=told["strict"],
        explain=Label(told["explain"]) if told["explain"] else None,
        source=Label(told["source"]) if told["source"] else None,
        view=tuple(told.get("view", NOBODY)),
    )
