"""`appraisal`: a scorecard's cycle, opened, looked at, computed and frozen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import click
from rich.table import Table

from cli.actors import actor_named
from cli.main import Commands, Instance, commands, console, done, instead, refuse, say
from cli.progress import bar
from formula.reads import asks_who
from kpi.batch import Outcome, computed, freeze_all, unfrozen
from kpi.canonical import exact
from kpi.cycle import Standing, Status, distribution, open_cycle, status
from kpi.items import SheetItem
from kpi.lengths import asked_cycle
from kpi.members import sheets_of
from kpi.period import months
from kpi.sheet import Sheet, missing
from kpi.show import number
from kpi.veil import veil_of
from language import current
from records.gate import Gate
from records.record import Record
from records.refusals import Forbidden, Refused
from schema.indicators import Scorecard


class Asked:
    """The scorecard, the period and the gate that a subcommand is about."""

    def __init__(self, instance: Instance, card: str, period: str, username: str | None) -> None:
        cards = instance.rulebook.schema.scorecards
        if card not in cards:
            unknown = say("There is no scorecard “{name}”.", name=card)
            raise refuse(f"{unknown} {instead(card, cards)}")
        self.instance = instance
        self.card: Scorecard = cards[card]
        self.gate = Gate(instance.rulebook, actor_named(instance, username))
        try:
            asked = months(instance.rulebook.schema).parse(period)
            self.period = asked_cycle(self.card, asked, self.gate.session.context)
        except ValueError as wrong:
            raise refuse(str(wrong)) from None


MODULES: Mapping[str, str] = MappingProxyType(
    {
        "close": "appraisal_chores",
        "press": "appraisal_chores",
        "print": "appraisal_paper",
        "remind": "appraisal_chores",
        "return": "appraisal_chores",
        "transfer": "appraisal_chores",
    }
)
"""The modules of `cli` that put further subcommands into the group when they are imported."""


@commands.group(cls=Commands, modules=MODULES)
def appraisal() -> None:
    """Run the appraisals of a scorecard: open, status, press, remind, return, transfer, compute, freeze, close, print."""


def about(function: Callable[..., None]) -> Callable[..., None]:
    """The arguments that every subcommand takes, as one `asked`."""

    @click.argument("card")
    @click.option(
        "--period", required=True, help="The cycle, like 2026-06, 2026-Q2, 2026-H1 or 2026."
    )
    @click.option("--as", "username", help="On behalf of whom; without it as the system.")
    @click.option("--json", "as_json", is_flag=True, help="For programs.")
    @click.pass_obj
    def wrapped(
        instance: Instance, card: str, period: str, username: str | None, as_json: bool, **more: Any
    ) -> None:
        try:
            function(Asked(instance, card, period, username), as_json=as_json, **more)
        except (Forbidden, Refused) as refusal:
            raise refuse(str(refusal)) from None

    # What the subcommand takes beside these comes after them.
    more = getattr(function, "__click_params__", [])
    wrapped.__click_params__ = [*more, *wrapped.__click_params__]  # type: ignore[attr-defined]
    wrapped.__doc__ = function.__doc__
    return wrapped


def print_json(content: Any) -> None:
    """Print plain values for programs."""
    console.print_json(json.dumps(content, ensure_ascii=False))


@appraisal.command("open")
@about
def open_(asked: Asked, as_json: bool) -> None:
    """Make the sheets of everybody to whom the scorecard applies."""
    try:
        found = open_cycle(asked.gate, asked.card, asked.period)
    except Refused as refusal:
        if asked.gate.actor.person is not None or not _wants_somebody(asked, refusal):
            raise
        hint = say("Fields that start with who acts need --as USER.")
        raise refuse(f"{refusal}\n{hint}") from None
    if as_json:
        print_json({"made": [sheet.id for sheet in found.made], "there": found.there})
    else:
        done(
            say(
                "{count} sheets made, {there} were there.", count=len(found.made), there=found.there
            )
        )


def _wants_somebody(asked: Asked, refusal: Refused) -> bool:
    """Whether a sheet lacks a value that would have started with who acts."""
    fields = asked.instance.rulebook.entity(asked.card.of).fields
    defaults = (fields[p.path].default for p in refusal.problems if p.path in fields)
    return any(default is not None and asks_who(default.tree) for default in defaults)


@appraisal.command("status")
@about
def status_(asked: Asked, as_json: bool) -> None:
    """Show how far each sheet is and whom it waits for."""
    found = status(asked.gate, asked.card, asked.period)
    if as_json:
        print_json(_status_document(asked, found))
        return
    table = Table(title=f"{asked.card.label.text(current())} · {asked.period.label}")
    table.add_column(say("number"), justify="right")
    for heading in (say("sheet"), say("state"), say("waits for"), say("frozen")):
        table.add_column(heading)
    for sheet in found.sheets:
        code = sheet.snapshot.code if sheet.snapshot else ""
        told = (_titled(sheet), sheet.state, say(", ").join(sheet.waits_for), code)
        table.add_row(str(sheet.record.id), *told)
    for title in found.lacking:
        table.add_row("", title, say("no sheet yet"), "", "")
    console.print(table)
    for limit in distribution(asked.gate, found):
        console.print(limit.words if limit.kept else f"! {limit.words}")


def _titled(sheet: Standing) -> str:
    """A sheet's title, with its days where they are not all of the period."""
    title = sheet.record.title
    return f"{title} ({sheet.stretch.label})" if sheet.stretch else title


def _status_document(asked: Asked, found: Status) -> dict[str, Any]:
    return {
        "card": found.card.name,
        "period": found.period.key,
        "states": dict(found.states),
        "frozen": found.frozen,
        "distribution": [
            {
                "grade": limit.grade.name,
                "count": limit.count,
                "min": limit.least,
                "max": limit.most,
                "kept": limit.kept,
            }
            for limit in distribution(asked.gate, found)
        ],
        "sheets": [
            {
                "record": sheet.record.id,
                "title": sheet.record.title,
                "state": sheet.state,
                "waits_for": list(sheet.waits_for),
                "missing": list(sheet.missing),
                "days": sheet.stretch.key if sheet.stretch else None,
                "sha256": sheet.snapshot.sha256 if sheet.snapshot else None,
            }
            for sheet in found.sheets
        ],
        "without": list(found.lacking),
    }


@appraisal.command("compute")
@about
def compute_(asked: Asked, as_json: bool) -> None:
    """Compute every sheet from today's rows; nothing is kept."""
    with bar(say("Computing")) as told:
        total = len(sheets_of(asked.gate, asked.card, asked.period))
        sheets = []
        for each in computed(asked.gate, asked.card, asked.period):
            sheets.append(each)
            told(len(sheets), total)
    if as_json:
        print_json([_sheet_document(asked.gate, *each) for each in sheets])
        return
    table = Table(title=f"{asked.card.label.text(current())} · {asked.period.label}")
    table.add_column(say("sheet"))
    for heading in (say("computed"), say("score"), say("grade")):
        table.add_column(heading, justify="right")
    for record, sheet in sheets:
        table.add_row(record.title, *_result(sheet))
    console.print(table)
    for record, sheet in sheets:
        for words in _held(asked.gate, sheet):
            console.print(f"{record.title}: {words}", markup=False)


def _result(sheet: Sheet | None) -> tuple[str, str, str]:
    if sheet is None:
        return ("", "", "")
    digits = sheet.card.decimals
    grade = sheet.grade.label.text(current()) if sheet.grade else ""
    return (number(sheet.computed, digits), number(sheet.score, digits), grade)


def _held(gate: Gate, sheet: Sheet | None) -> list[str]:
    """Which gates held a sheet down and why, as far as whoever asks may learn it."""
    if sheet is None or not sheet.held:
        return []
    veil = veil_of(gate, sheet)
    return [each.told(veil.reads) for each in sheet.held]


def _sheet_document(gate: Gate, record: Record, sheet: Sheet | None) -> dict[str, Any]:
    """A sheet for programs, without the values of figures that are not for whoever asks."""
    if sheet is None:
        return {"record": record.id, "title": record.title, "score": None}
    veil = veil_of(gate, sheet)
    hidden = veil.figures
    return {
        "record": record.id,
        "title": record.title,
        "computed": exact(sheet.computed),
        "score": exact(sheet.score),
        "days": sheet.stretch.key if sheet.stretch else None,
        "whole": exact(None if veil.sheets else sheet.whole),
        "grade": sheet.grade.name if sheet.grade else None,
        "held": [each.told(veil.reads) for each in sheet.held],
        "items": [
            {
                "kpi" if i.kpi else "manual": i.name,
                "value": None if i.name in hidden else exact(_value(i)),
                "points": exact(i.points),
            }
            for i in sheet.items
        ],
        "missing": list(missing(sheet)),
    }


def _value(item: SheetItem) -> Decimal | None:
    """A figure's value, or what people rated."""
    if item.kpi:
        return item.cell.value
    return item.rated.score if item.rated else None


@appraisal.command("freeze")
@click.option("--reason", default="", help="Why, for the record.")
@about
def freeze_(asked: Asked, as_json: bool, reason: str) -> None:
    """Compute and freeze the sheets that are approved and not frozen yet.

    The rest stay as they are, and it is said why; with a sheet that was refused it ends with 1.
    """
    found = unfrozen(asked.gate, asked.card, asked.period)
    with bar(say("Freezing")) as told:
        outcomes = freeze_all(asked.gate, found.ready, reason, told)
    refused = [each for each in outcomes if each.snapshot is None]
    if as_json:
        print_json([_outcome_document(each) for each in outcomes])
    else:
        done(say("{count} sheets frozen.", count=len(outcomes) - len(refused)))
        for each in refused:
            done(say("{sheet}: not frozen. {why}", sheet=each.sheet.title, why=each.why))
        if found.waiting:
            done(say("{count} sheets are not decided yet.", count=len(found.waiting)))
    if refused:
        raise SystemExit(1)


def _outcome_document(outcome: Outcome) -> dict[str, Any]:
    """A sheet that was to be frozen, for programs."""
    if outcome.snapshot is None:
        return {"record": outcome.sheet.id, "sha256": None, "refused": outcome.why}
    return {"record": outcome.sheet.id, "sha256": outcome.snapshot.sha256}
