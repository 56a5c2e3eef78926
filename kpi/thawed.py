"""A frozen sheet shown again: from its snapshot and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from formula.kinds import EMPTY
from formula.tree import Literal, Span
from kpi.canonical import decimal
from kpi.cells import Cell
from kpi.period import Period
from kpi.sheet import Sheet, SheetItem
from kpi.snapshots import Snapshot
from schema.indicators import Grade, Kpi, Scorecard
from schema.values import Formula, Label


def sheet(snapshot: Snapshot) -> Sheet:
    """The sheet as it was, whatever rows, labels and rules say today."""
    content = snapshot.content
    told, result = content["sheet"], content["result"]
    grades = tuple(_grade(g) for g in result["grades"])
    card = Scorecard(
        name=told["card"],
        label=Label(told["label"]),
        of=told["entity"],
        person="",
        period="",
        items=(),
        grades=grades,
        decimals=result["decimals"],
    )
    return Sheet(
        card,
        told["person"],
        Period.parse(told["period"]),
        tuple(_item(item) for item in content["items"]),
        decimal(result["computed"]),
        decimal(result["adjustment"]) or Decimal(0),
        decimal(result["score"]),
        next((g for g in grades if g.name == result["grade"]), None),
        result["capped"],
    )


def _grade(told: Mapping[str, Any]) -> Grade:
    return Grade(told["name"], Label(told["label"]), decimal(told["from"]))


def _item(told: Mapping[str, Any]) -> SheetItem:
    cell = told["cell"]
    return SheetItem(
        kpi(told["kpi"]),
        Label(told["group"]),
        Cell(
            cell["state"],
            decimal(cell["value"]),
            decimal(cell["numerator"]),
            decimal(cell["denominator"]),
            cell["rows"],
        ),
        decimal(told["target"]),
        told["verdict"],
        decimal(told["weight"]),
        decimal(told["points"]),
    )


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
