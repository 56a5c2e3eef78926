"""The page behind the QR code of a frozen sheet: whether it is untouched, and what differs today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask_admin import expose

from admin import visit
from admin.frozen_figure import figure_href, readable
from admin.page import Page
from admin.rulings import rulings
from admin.words import text
from kpi import thawed
from kpi.chain import verify_one
from kpi.differences import Difference
from kpi.figures import Figures
from kpi.freezing import frozen
from kpi.items import SheetItem
from kpi.recompute import recompute
from kpi.sheet import Sheet
from kpi.show import DASH, number, value_text
from kpi.snapshots import Snapshot, versions
from kpi.veil import Veil, veil_of
from language import current, say
from records.actor import known_as
from records.record import Record
from schema.values import Label


@dataclass(frozen=True, slots=True)
class Line:
    """A figure frozen and live, and why the two differ."""

    label: str
    frozen: str
    live: str
    why: str
    differs: bool
    href: str = ""


class Verification(Page):
    """The page under /verify."""

    def __init__(self) -> None:
        super().__init__(endpoint="verify", url="/verify")

    @expose("/<code>")
    def page(self, code: str) -> Any:
        """A snapshot for whoever may read its record; for others it does not exist."""
        found = readable(code)
        if found is None:
            abort(404)
        snapshot, record = found
        faults = verify_one(visit.rulebook(), snapshot)
        made = thawed.sheet(snapshot)
        veil = veil_of(visit.gate(), made)
        differences = recompute(Figures(visit.rulebook()), snapshot)
        pairs = zip(made.items, differences, strict=True)
        lines = [line(made, item, found, veil, code) for item, found in pairs]
        return self.render(
            "admin/verify.html",
            snapshot=snapshot,
            record=record,
            href=url_for("entity.record", entity=record.entity, id=record.id),
            card=text(made.card.label),
            period=made.span,
            score=number(made.score, made.card.decimals) if made.scored else "",
            grade=text(made.grade.label) if made.grade else "",
            who=known_as(snapshot.who),
            sound=not faults,
            faults=[fault.words for fault in faults],
            lines=lines,
            differing=sum(line.differs for line in lines),
            versions=versions(visit.rulebook(), snapshot.entity, snapshot.record),
            in_force=in_force(record),
            ruled=rulings(made, record),
        )


def in_force(record: Record) -> Snapshot | None:
    """The snapshot that counts now; None while the sheet was opened again."""
    gate = visit.gate()
    return frozen(gate, record.entity, gate.session.row(record.entity, record.id))


def line(made: Sheet, item: SheetItem, found: Difference, veil: Veil, code: str) -> Line:
    """A row of the comparison: of a figure, which opens to its rows, or of what people rate."""
    label, kpi = Label(found.label).text(current()), item.kpi
    if item.name in veil.figures:
        return Line(label, DASH, DASH, say("This number is not for you."), differs=False)
    frozen, live = (
        value_text(kpi, value) if kpi else number(value, 1) for value in (found.frozen, found.live)
    )
    href = figure_href(made, item, code) if kpi else ""
    return Line(label, frozen, live, found.why, found.frozen != found.live, href)
