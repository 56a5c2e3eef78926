"""`appraisal`: what keeps a cycle going: remind, return, transfer, close."""

from __future__ import annotations

import click

from cli.appraisals import Asked, about, appraisal, print_json
from cli.main import done, refuse, say
from kpi.chasing import hand_over, remind, send_back
from kpi.closing import close_cycle
from records.query import Query
from records.refusals import NotFound


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
