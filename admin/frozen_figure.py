"""A figure as a frozen sheet holds it, told beside what the same rows say today."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from admin import visit
from kpi import thawed
from kpi.cells import Cell
from kpi.items import SheetItem
from kpi.period import Period
from kpi.sheet import Sheet
from kpi.show import cell_text, parts_text
from kpi.snapshots import Snapshot, by_code
from kpi.veil import veil_of
from language import say
from records.record import Record
from records.refusals import NotFound
from schema.indicators import Kpi

CODE_LENGTHS = range(8, 65)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the sheet says in words, whether today's rows say otherwise, and where it is verified."""

    words: str
    differs: bool
    code: str
    href: str


def readable(code: str) -> tuple[Snapshot, Record] | None:
    """The snapshot of a check code with its record, for whoever may read that."""
    snapshot = by_code(visit.rulebook(), code) if len(code) in CODE_LENGTHS else None
    if snapshot is None:
        return None
    try:
        return snapshot, visit.gate().get(snapshot.entity, snapshot.record)
    except NotFound:
        return None


def kept(code: str, kpi: Kpi, period: Period, subject: int | None, cell: Cell) -> Kept | None:
    """A figure on the sheet of a check code, if it stands there and is for whoever asks."""
    found = readable(code)
    if found is None:
        return None
    snapshot, record = found
    made = thawed.sheet(snapshot)
    item = next((each for each in made.items if each.name == kpi.name), None)
    if item is None or (made.period.key, item.subject) != (period.key, subject):
        return None
    if item.name in veil_of(visit.gate(), made).figures:
        return None
    words = say(
        "{sheet}, frozen {at}: {value} = {numerator} ÷ {denominator}",
        sheet=record.title,
        at=f"{snapshot.at:%Y-%m-%d %H:%M}",
        value=cell_text(kpi, item.cell),
        **dict(zip(("numerator", "denominator"), parts_text(item.cell), strict=True)),
    )
    differs = (item.cell.numerator, item.cell.denominator) != (cell.numerator, cell.denominator)
    href = url_for("verify.page", code=snapshot.code)
    return Kept(words, differs, snapshot.code, href)


def figure_href(made: Sheet, item: SheetItem, code: str = "") -> str:
    """Where a figure of a sheet opens to its rows; of a frozen one its check code goes along."""
    return url_for(
        "figures.figure",
        key=item.name,
        period=made.period.key,
        level=item.level,
        subject=item.subject,
        days=made.stretch.key if made.stretch else None,
        sheet=code or None,
    )
