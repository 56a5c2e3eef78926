"""`appraisal`: what keeps a cycle going: press, remind, return, transfer, close."""

from __future__ import annotations

from collections.abc import Mapping

import click

from cli.appraisals import Asked, about, appraisal, print_json
from cli.main import done, instead, refuse, say
from kpi.chasing import hand_over, remind, send_back
from kpi.closing import close_cycle
from kpi.members import sheets_of
from records.query import Query
from records.record import Record
from records.refusals import Forbidden, NotFound, Refused


@appraisal.command("remind")
@click.option("--message", default="", help="What to say; without it that the sheet waits.")
@click.option("--sheet", type=int, help="Only this one, by its number in status.")
@about
def remind_(asked: Asked, as_json: bool, message: str, sheet: int | None) -> None:
    """Remind everybody for whom a sheet waits."""
    found = remind(asked.gate, asked.card, asked.period, message, sheet)
    if as_json:
        print_json([{"record": each.sheet.id, "reminded": list(each.names)} for each in found])
        return
    for each in found:
        click.echo(f"{each.sheet.title}: {say(', ').join(each.names)}")
    done(say("{count} sheets: reminded.", count=len(found)))


@appraisal.command("press")
@about
@click.argument("button")
@click.option("--sheet", "only", type=int, multiple=True, help="Only these, by number in status.")
@click.option("--answer", "answers", multiple=True, metavar="FIELD=VALUE", help="What it asks.")
def press_(
    asked: Asked, as_json: bool, button: str, only: tuple[int, ...], answers: tuple[str, ...]
) -> None:
    """Press BUTTON, a transition by its name, of each sheet that is at that step."""
    given = dict(_answer(each) for each in answers)
    outcomes = [
        (sheet, *_pressed(asked, sheet, button, given)) for sheet in _at_step(asked, button, only)
    ]
    if as_json:
        print_json([{"record": s.id, "state": state, "why": why} for s, state, why in outcomes])
    else:
        for sheet, _, why in outcomes:
            click.echo(f"{sheet.title}: {why or say('done')}")
        pressed = sum(not why for _, _, why in outcomes)
        done(say("{count} sheets: pressed.", count=pressed))
    if any(why for *_, why in outcomes):
        raise SystemExit(1)


def _answer(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise refuse(say("Write --answer FIELD=VALUE, not “{text}”.", text=text))
    return name.strip(), value


def _at_step(asked: Asked, button: str, only: tuple[int, ...]) -> list[Record]:
    """The sheets of the cycle in a state from which a button leads."""
    workflow = asked.instance.rulebook.entity(asked.card.of).workflow
    known = workflow.transitions if workflow else {}
    if button not in known:
        unknown = say("The sheets have no button “{name}”.", name=button)
        raise refuse(f"{unknown} {instead(button, known)}")
    sheets = sheets_of(asked.gate, asked.card, asked.period)
    for missing in set(only) - {sheet.id for sheet in sheets}:
        raise refuse(_unknown(missing))
    return [
        sheet
        for sheet in sheets
        if (sheet.id in only if only else sheet.state in known[button].origins)
    ]


def _pressed(asked: Asked, sheet: Record, button: str, given: Mapping[str, str]) -> tuple[str, str]:
    """The state that a sheet has afterwards, and why the button was refused, if it was."""
    try:
        return asked.gate.move(asked.card.of, sheet.id, button, given).state, ""
    except (Forbidden, Refused) as refusal:
        return sheet.state, str(refusal).replace("\n", " ")


@appraisal.command("return")
@about
@click.argument("sheet", type=int)
@click.option("--reason", required=True, help="Why, for the record.")
def return_(asked: Asked, as_json: bool, sheet: int, reason: str) -> None:
    """Send a sheet back to an earlier state; SHEET is its number in status."""
    try:
        found = send_back(asked.gate, asked.card, sheet, reason)
    except NotFound:
        raise refuse(_unknown(sheet)) from None
    if as_json:
        print_json({"record": found.id, "state": found.state})
    else:
        done(say("{title} was sent back.", title=found.title))


@appraisal.command("transfer")
@about
@click.argument("sheet", type=int)
@click.option("--to", "person", required=True, help="The person's name, as its records are called.")
@click.option("--reason", default="", help="Why, for the record.")
def transfer_(asked: Asked, as_json: bool, sheet: int, person: str, reason: str) -> None:
    """Let somebody else decide about a sheet; SHEET is its number in status."""
    try:
        found = hand_over(asked.gate, asked.card, sheet, _person(asked, person), reason)
    except NotFound:
        raise refuse(_unknown(sheet)) from None
    if as_json:
        print_json({"record": found.id, "version": found.version})
    else:
        done(say("{title} was handed over to {person}.", title=found.title, person=person))


@appraisal.command("close")
@click.option("--reason", default="", help="Why, for the record.")
@about
def close_(asked: Asked, as_json: bool, reason: str) -> None:
    """Close a cycle none of whose sheets is open; no sheet can be added any more."""
    found = close_cycle(asked.gate, asked.card, asked.period, reason)
    if as_json:
        print_json({"closed": found.at.isoformat(), "by": found.who, "reason": found.reason})
    else:
        done(say("Closed {at} by {who}.", at=f"{found.at:%Y-%m-%d %H:%M}", who=found.who))


def _unknown(sheet: int) -> str:
    return say("There is no sheet {number} that you may read.", number=sheet)


def _person(asked: Asked, name: str) -> int:
    """The one person who is called so."""
    people = asked.instance.rulebook.schema.people
    if people is None:
        raise refuse(say("The rulebook declares no people."))
    found = asked.gate.find(people.entity, Query(search=name)).records
    called = [each for each in found if each.title == name] or list(found)
    if len(called) != 1:
        words = say(
            "{count} people are called “{name}”. Write one name.", count=len(called), name=name
        )
        raise refuse(words)
    return called[0].id
