"""The page behind the QR code of a frozen sheet: whether it is untouched, and what differs today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask_admin import expose

from admin import visit
from admin.page import Page
from admin.rulings import rulings
from admin.words import text
from kpi import thawed
from kpi.chain import verify_one
from kpi.differences import Difference
from kpi.figures import Figures
from kpi.freezing import frozen
from kpi.recompute import recompute
from kpi.show import DASH, number, value_text
from kpi.snapshots import Snapshot, by_code, versions
from kpi.veil import veil_of
from language import current, say
from records.actor import known_as
from records.record import Record
from records.refusals import NotFound
from schema.indicators import Kpi
from schema.values import Label

CODE_LENGTHS = range(8, 65)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure frozen and live, and why the two differ."""

    label: str
    frozen: str
    live: str
    why: str
    differs: bool


class Verification(Page):
    """The page under /verify."""

    def __init__(self) -> None:
        super().__init__(endpoint="verify", url="/verify")

    @expose("/<code>")
    def page(self, code: str) -> Any:
        """A snapshot for whoever may read its record; for others it does not exist."""
        snapshot = by_code(visit.rulebook(), code) if len(code) in CODE_LENGTHS else None
        record = _record(snapshot)
        if snapshot is None or record is None:
            abort(404)
        faults = verify_one(visit.rulebook(), snapshot)
        made = thawed.sheet(snapshot)
        veil = veil_of(visit.gate(), made)
        differences = recompute(Figures(visit.rulebook()), snapshot)
        pairs = zip(made.items, differences, strict=True)
        lines = [line(i.kpi, found, i.name in veil.figures) for i, found in pairs]
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


def _record(snapshot: Snapshot | None) -> Any:
    if snapshot is None:
        return None
    try:
        return visit.gate().get(snapshot.entity, snapshot.record)
    except NotFound:
        return None


def line(kpi: Kpi | None, found: Difference, hidden: bool = False) -> Line:
    """A row of the comparison: of a figure, or of what people rate."""
    label = Label(found.label).text(current())
    if hidden:
        return Line(label, DASH, DASH, say("This number is not for you."), differs=False)
    frozen, live = (
        value_text(kpi, value) if kpi else number(value, 1) for value in (found.frozen, found.live)
    )
    return Line(label, frozen, live, found.why, found.frozen != found.live)
