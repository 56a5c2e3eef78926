"""A frozen sheet shown again: from its snapshot and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from formula.kinds import EMPTY
from formula.tree import Literal, Span
from kpi import past
from kpi.canonical import decimal
from kpi.notes import Note
from kpi.period import Period
from kpi.sheet import Sheet, SheetItem
from kpi.snapshots import Snapshot
from language import current
from schema.indicators import Grade, Kpi, Scorecard
from schema.values import Formula, Label


def sheet(snapshot: Snapshot) -> Sheet:
    """The sheet as it was, whatever rows, labels and rules say today."""
    content = snapshot.content
    told, result = content["sheet"], content["result"]
    owner = past.subject_of(told)
    period = Period.parse(told["period"])
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
    )


def _grade(told: Mapping[str, Any]) -> Grade:
    """A grade; the first form of snapshots knew no coefficients."""
    coefficient = decimal(told.get("coefficient"))
    return Grade(told["name"], Label(told["label"]), decimal(told["from"]), coefficient)


def _item(told: Mapping[str, Any], owner: tuple[str, int | None], period: Period) -> SheetItem:
    now = past.thawed(told, period)
    return SheetItem(
        kpi=kpi(told["kpi"]),
        group=Label(told["group"]),
        cell=now.cell,
        target=now.target,
        verdict=now.verdict,
        weight=decimal(told["weight"]),
        points=decimal(told["points"]),
        level=told.get("level", owner[0]),
        subject=told.get("subject", owner[1]),
        past=tuple(_past(each) for each in told.get("past", ())),
    )


def _past(told: Mapping[str, Any]) -> past.Past:
    return replace(past.thawed(told, Period.parse(told["period"])), frozen=told["frozen"])


def sentences(snapshot: Snapshot) -> Callable[[Kpi], str]:
    """What each figure's formula said when the sheet was frozen, in the current language."""
    kept = {
        item["kpi"]["name"]: item["kpi"].get("sentence", {}) for item in snapshot.content["items"]
    }
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
    )
