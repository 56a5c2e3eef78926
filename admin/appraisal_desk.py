"""The appraisal desk: each scorecard's cycle of a month, how far it is and whom it waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose

from admin import visit
from admin.appraisal_moves import return_page, transfer_page
from admin.cycle_export import cycle_file
from admin.home import today
from admin.page import Page
from admin.words import text
from kpi.chasing import may_hand_over, remind, returning
from kpi.closing import close_cycle
from kpi.cycle import Standing, Status, distribution, open_cycle, status
from kpi.distribution import Bar
from kpi.lengths import asked_cycle, cycles_at
from kpi.period import Period, months
from language import say
from records.actor import known_as
from records.refusals import Forbidden, Refused
from schema.indicators import Scorecard


@dataclass(frozen=True, slots=True)
class Row:
    """A sheet of the cycle: its days if not all, where it opens, its state, whom it waits for, what is missing, its check code."""

    title: str
    days: str
    href: str
    state: Any
    waits_for: str
    missing: str
    code: str
    verify: str
    id: int
    may_remind: bool = False
    may_return: bool = False
    may_hand_over: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """A scorecard's cycle as whoever asks may see it."""

    name: str
    label: str
    period: Period
    entity: Any
    rows: tuple[Row, ...]
    states: tuple[tuple[str, int], ...]
    frozen: int
    without: str
    may_open: bool
    bars: tuple[Bar, ...] = ()
    may_run: bool = False
    closed: str = ""
    may_export: bool = False


class AppraisalDesk(Page):
    """The pages under /appraisals."""

    def __init__(self) -> None:
        super().__init__(endpoint="appraisals", url="/appraisals")

    @expose("/")
    def index(self) -> Any:
        """Every cycle of a month that whoever asks may see."""
        period = asked_month()
        found = list(cycles(period))
        if not found:
            abort(404)
        return self.render(
            "admin/appraisals.html",
            period=period,
            cycles=found,
            earlier=url_for("appraisals.index", period=period.before().key),
            later=url_for("appraisals.index", period=period.before(-1).key),
        )

    @expose("/<key>/open", methods=("POST",))
    def open(self, key: str) -> Any:
        """Make the missing sheets of a cycle, and say how many."""

        def opened(card: Scorecard, period: Period) -> str:
            """How many sheets were made."""
            made = len(open_cycle(visit.gate(), card, period).made)
            return say("{count} sheets made.", count=made)

        return self._acted(key, opened)

    @expose("/<key>/remind", methods=("POST",))
    def remind(self, key: str) -> Any:
        """Remind everybody for whom a sheet of a cycle waits, or one sheet of it."""

        def reminded(card: Scorecard, period: Period) -> str:
            """How many sheets somebody was reminded of."""
            only = request.form.get("sheet", type=int)
            found = remind(visit.gate(), card, period, only=only)
            return say("{count} sheets: reminded.", count=len(found))

        return self._acted(key, reminded)

    @expose("/<key>/close", methods=("POST",))
    def close(self, key: str) -> Any:
        """Close a cycle, so that no sheet can be added any more."""

        def shut(card: Scorecard, period: Period) -> str:
            """When and by whom the cycle was closed."""
            found = close_cycle(visit.gate(), card, period)
            at = f"{found.at:%Y-%m-%d %H:%M}"
            return say("Closed {at} by {who}.", at=at, who=known_as(found.who))

        return self._acted(key, shut)

    @expose("/<key>/<int:id>/return", methods=("GET", "POST"))
    def send_back(self, key: str, id: int) -> Any:
        """Ask why a sheet is sent back, and send it."""
        card = known(key)
        return return_page(self, card, visit.gate().get(card.of, id), asked_month())

    @expose("/<key>/<int:id>/transfer", methods=("GET", "POST"))
    def transfer(self, key: str, id: int) -> Any:
        """Ask to whom a sheet is handed, and hand it over."""
        card = known(key)
        return transfer_page(self, card, visit.gate().get(card.of, id), asked_month())

    @expose("/<key>/export.<kind>")
    def export(self, key: str, kind: str) -> Any:
        """A cycle as a file: its sheets with their results, as far as one may take them away."""
        card = known(key)
        try:
            return cycle_file(card, asked_period(card), kind)
        except (Forbidden, ValueError) as refusal:
            flash(str(refusal), "bad")
            return redirect(url_for("appraisals.index", period=asked_month().key))

    def _acted(self, key: str, act: Callable[[Scorecard, Period], str]) -> Any:
        """Do something with the cycle of the form, say what came of it, and show the desk."""
        card = known(key)
        try:
            flash(act(card, asked_period(card)), "ok")
        except (Forbidden, Refused, ValueError) as refusal:
            flash(str(refusal), "bad")
        return redirect(url_for("appraisals.index", period=asked_month().key))


def known(key: str) -> Scorecard:
    """The scorecard of an address, if whoever asks may read its sheets."""
    return next((card for card in cards() if card.name == key), None) or abort(404)


def cards() -> Iterator[Scorecard]:
    """The scorecards whose sheets whoever asks may read."""
    for card in visit.rulebook().schema.scorecards.values():
        if visit.may("read", card.of):
            yield card


def asked_month() -> Period:
    """The month of the address; without one the last that is over."""
    counted = months(visit.rulebook().schema)
    try:
        found = counted.parse(request.values.get("period") or "")
    except ValueError:
        return counted.of(today()).before()
    return found.each_month()[-1]


def asked_period(card: Scorecard) -> Period:
    """The cycle of the form, of this card's length; ValueError says what to write."""
    asked = months(visit.rulebook().schema).parse(
        request.values.get("cycle") or request.values.get("period") or ""
    )
    return asked_cycle(card, asked, visit.gate().session.context)


def cycles(month: Period) -> Iterator[Cycle]:
    """The cycles that end with a month, and longer ones around it that have sheets already."""
    gate = visit.gate()
    for card in cards():
        units = (
            visit.rulebook().entity(card.of).fields[card.length.field].options
            if (card.length.field)
            else ()
        )
        for period in cycles_at(card, units, month, gate.session.context):
            found = status(gate, card, period)
            if found.sheets or period.end == month.end:
                yield cycle(found)


def cycle(found: Status) -> Cycle:
    """A cycle in words."""
    card = found.card
    may_run = bool(found.sheets) and not found.closed and visit.may("create", card.of)
    return Cycle(
        card.name,
        text(card.label),
        found.period,
        visit.rulebook().entity(card.of),
        tuple(row(card, sheet, may_run) for sheet in found.sheets),
        tuple(found.states.items()),
        found.frozen,
        say(", ").join(found.lacking),
        bool(found.without) and not found.closed and visit.may("create", card.of),
        distribution(visit.gate(), found),
        may_run,
        closed_words(found),
        bool(found.sheets) and visit.may("export", card.of),
    )


def closed_words(found: Status) -> str:
    """When and by whom the cycle was closed."""
    if found.closed is None:
        return ""
    at = f"{found.closed.at:%Y-%m-%d %H:%M}"
    return say("Closed {at} by {who}.", at=at, who=known_as(found.closed.who))


def row(card: Scorecard, sheet: Standing, may_run: bool) -> Row:
    """A sheet's line with what whoever asks may do about it."""
    gate = visit.gate()
    workflow = visit.rulebook().entity(card.of).workflow
    kept = sheet.snapshot
    return Row(
        sheet.record.title,
        sheet.stretch.label if sheet.stretch else "",
        url_for("entity.record", entity=card.of, id=sheet.record.id),
        sheet.record.values.get(workflow.field) if workflow else None,
        say(", ").join(sheet.waits_for),
        say("; ").join(sheet.missing),
        kept.code if kept else "",
        url_for("verify.page", code=kept.code) if kept else "",
        sheet.record.id,
        may_run and bool(sheet.waits_for),
        returning(gate, card, sheet.record.id) is not None,
        may_hand_over(gate, card, sheet.record),
    )
