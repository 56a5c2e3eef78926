"""A cycle as a file: a line for each sheet, with its state, its results and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from admin import exchange, visit
from admin.columns import Column
from admin.words import text
from formula.kinds import Kind
from kpi import thawed
from kpi.cycle import Standing, status
from kpi.figures import Figures
from kpi.freezing import frozen
from kpi.items import SheetItem
from kpi.period import Period
from kpi.sheet import Sheet, sheet_of
from kpi.veil import Veil, veil_of
from language import say
from records.record import Record
from records.refusals import Forbidden
from schema.indicators import Scorecard
from schema.objects import Field
from schema.values import Label

DECIMALS = 4
"""As many as a share or a mean of ratings is worth in a file."""


def cycle_file(card: Scorecard, period: Period, kind: str) -> Any:
    """The sheets of a cycle that whoever asks may read and export, as CSV or XLSX.

    A frozen sheet has the numbers that it was frozen with. Raises Forbidden for whoever may
    export no sheet.
    """
    gate = visit.gate()
    decision = gate.decide("export", card.of)
    if not decision:
        raise Forbidden(decision.reason)
    found = [
        (each, *_filled(card, each))
        for each in status(gate, card, period).sheets
        if gate.decide("export", card.of, each.record)
    ]
    columns = tuple(_columns(card, [made for _, made, _ in found if made]))
    records = (_record(card, *each) for each in found)
    return exchange.send_rows(f"{text(card.label)} {period.key}", kind, columns, records)


def _filled(card: Scorecard, standing: Standing) -> tuple[Sheet | None, Veil | None]:
    """A sheet with its numbers, frozen or live, and what of it is not for whoever asks."""
    gate, id = visit.gate(), standing.record.id
    kept = frozen(gate, card.of, gate.session.row(card.of, id))
    made = thawed.sheet(kept) if kept else sheet_of(Figures(gate.rulebook), gate, card.of, id)
    return made, veil_of(gate, made) if made else None


def _columns(card: Scorecard, sheets: list[Sheet]) -> Iterator[Column]:
    """What every sheet has, then the value and the points of each figure on any of them."""
    yield _words("sheet", say("Sheet"))
    if card.transfers.split:
        yield _words("days", say("Days"))
    for name, label in (
        ("state", say("State")),
        ("waits", say("Waits for")),
        ("missing", say("Still missing")),
    ):
        yield _words(name, label)
    if card.scored:
        yield _number("score", say("Score"), card.decimals)
        yield _words("grade", say("Grade"))
        yield _number("coefficient", say("Coefficient"), DECIMALS)
    if card.gates:
        yield _words("held", say("Held down by"))
    yield _words("code", say("Check code"))
    lines = {item.name: item for made in sheets for item in made.items}
    for item in lines.values():
        label = text(item.label)
        yield _figure(item, label)
        if item.weight is not None:
            points = say("{figure}: points", figure=label)
            yield _number(f"{item.name} points", points, 2)


def _figure(item: SheetItem, label: str) -> Column:
    """The column of a figure's values in its own unit, or of what people rated."""
    if item.kpi is None:
        return _number(item.name, label, 1)
    if item.kpi.unit == "percent":
        return _number(item.name, label, item.kpi.decimals + 2, "percent")
    return _number(item.name, label, item.kpi.decimals)


def _words(name: str, label: str) -> Column:
    return Column(Field(name, "string", Kind("text"), Label({"en": label})))


def _number(name: str, label: str, decimals: int, type: str = "decimal") -> Column:
    return Column(Field(name, type, Kind("number"), Label({"en": label}), decimals=decimals))


def _record(card: Scorecard, standing: Standing, made: Sheet | None, veil: Veil | None) -> Record:
    """A sheet as a line of the file."""
    kept = standing.snapshot
    values: dict[str, Any] = {
        "sheet": standing.record.title,
        "days": standing.stretch.label if standing.stretch else "",
        "state": standing.state,
        "waits": say(", ").join(standing.waits_for),
        "missing": say("; ").join(standing.missing),
        "code": kept.code if kept else "",
    }
    if made is not None and veil is not None:
        values |= {
            "score": made.score,
            "grade": text(made.grade.label) if made.grade else "",
            "coefficient": made.coefficient,
            "held": say("; ").join(each.told(veil.reads) for each in made.held),
            **_lines(made, veil),
        }
    return Record(card.of, standing.record.id, 0, values, {}, "")


def _lines(made: Sheet, veil: Veil) -> dict[str, Decimal | None]:
    """The value and the points of every line; of a figure that is not for the reader no value."""
    found: dict[str, Decimal | None] = {}
    for item in made.items:
        value = item.cell.value if item.kpi else item.rated.score if item.rated else None
        found[item.name] = None if item.name in veil.figures else value
        found[f"{item.name} points"] = item.points
    return found
