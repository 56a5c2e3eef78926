"""The earlier periods beside a sheet's figures: as they were frozen, else as they are now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpi.canonical import aim, decimal
from kpi.cells import Cell
from kpi.judge import Aim
from kpi.levels import EMPLOYEE
from kpi.period import Period
from records.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Past:
    """A line's number in an earlier period, with the target and verdict of then.

    `frozen` says that the sheet of that period was frozen with this number.
    """

    period: Period
    cell: Cell
    target: Aim | None
    verdict: str
    frozen: bool = False


def frozen_past(
    rulebook: Rulebook, card: str, subject: int | None, period: Period
) -> dict[str, Past]:
    """Each figure's number on the sheet of that period as it was last frozen.

    The sheets of a period that a transfer divides are none of all of it.
    """
    table: Any = rulebook.tables.Snapshot
    kept = table.select(table.body).where((table.card == card) & (table.period == period.key))
    if rulebook.schema.scorecards[card].level == EMPLOYEE:
        # Of a year of everybody's sheets only the person's own are read.
        kept = kept.where(table.person == subject)
    for (body,) in kept.order_by(table.id.desc()).tuples():
        content = json.loads(body)
        told = content["sheet"]
        if subject_of(told)[1] == subject and not told.get("stretch"):
            return {
                item["kpi"]["name"]: thawed(item, period)
                for item in content["items"]
                if "kpi" in item
            }
    return {}


def subject_of(told: Mapping[str, Any]) -> tuple[str, int | None]:
    """The level of a frozen sheet and whose it is; sheets of format 1 are all people's."""
    return told.get("level", "employee"), told.get("subject", told["person"])


def period_of(told: Mapping[str, Any]) -> Period:
    """The period of a frozen sheet, with the months as they were counted then."""
    return Period.parse(told["period"], date.fromisoformat(told["from"]).day)


def thawed(item: Mapping[str, Any], period: Period) -> Past:
    """A line of a frozen sheet as the past of a later one."""
    told = item["cell"]
    cell = Cell(
        told["state"],
        decimal(told["value"]),
        decimal(told["numerator"]),
        decimal(told["denominator"]),
        told["rows"],
    )
    return Past(period, cell, aim(item["target"]), item["verdict"], frozen=True)
