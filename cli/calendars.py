"""`calendar`: the table of working days: show a year, enter one, switch a day."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime

import click
from rich.table import Table

from cli.main import Commands, Instance, commands, console, done, refuse, say
from records import workdays
from records.actor import SYSTEM, Actor
from records.refusals import Refused
from records.workdays import Day, in_words, not_entered

DAY = click.DateTime(formats=["%Y-%m-%d"])
YEAR = click.IntRange(1900, 2999)
KINDS = {True: "workday", False: "holiday"}


@commands.group(cls=Commands)
def calendar() -> None:
    """The working days that duties, terms and figures count by: show them, enter a year, edit."""


@calendar.command()
@click.argument("year", type=YEAR, required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def show(instance: Instance, year: int | None, as_json: bool) -> None:
    """Show a year's holidays and make-up workdays, and who changed what; this year's without YEAR."""
    rulebook = instance.rulebook
    year = year or rulebook.clock().year
    days = workdays.days(rulebook, year)
    if not days:
        raise refuse(not_entered(year))
    found = [each for each in days if each.special]
    count = sum(each.workday for each in days)
    changes = workdays.changes(rulebook, year)
    if as_json:
        content = {
            "year": year,
            "workdays": count,
            "days": [asdict(each) for each in found],
            "changes": [asdict(each) for each in changes],
        }
        console.print_json(json.dumps(content, ensure_ascii=False, default=str))
        return
    console.print(table(found))
    years = rulebook.calendar.years
    done(say("{year} has {count} working days.", year=year, count=count))
    done(say("Entered are {first} to {last}.", first=years[0], last=years[-1]))
    for each in changes:
        what = f"{each.day} {say(KINDS[each.workday])}" if each.day else str(year)
        done(f"{each.at:%Y-%m-%d %H:%M} · {each.who} · {what} · {each.note}")


def whoever() -> Actor:
    """Who is at work on the command line."""
    return replace(SYSTEM, name=say("command"))


def table(days: list[Day]) -> Table:
    """The days that differ from an ordinary week."""
    found = Table()
    for heading in (say("date"), say("weekday"), say("kind"), say("called"), say("edited")):
        found.add_column(heading)
    for each in days:
        edited = say("yes") if each.edited else ""
        name = each.name if each.edited else say(each.name) if each.name else ""
        weekday = say(f"{each.day:%A}")
        found.add_row(str(each.day), weekday, say(KINDS[each.workday]), name, edited)
    return found


@calendar.command("import")
@click.argument("year", type=YEAR)
@click.option("--force", is_flag=True, help="Also where days were edited; those stay as they are.")
@click.option("--by-hand", is_flag=True, help="Begin a year that the package does not know yet.")
@click.pass_obj
def import_(instance: Instance, year: int, force: bool, by_hand: bool) -> None:
    """Enter a year from the package chinesecalendar, or take it from there again."""
    try:
        if by_hand:
            workdays.begin_year(instance.rulebook, whoever(), year)
            done(
                say(
                    "{year} is begun with Monday to Friday. Now set each day of the notice: calendar set.",
                    year=year,
                )
            )
            return
        found = workdays.import_year(instance.rulebook, whoever(), year, keep=force)
    except Refused as refusal:
        raise refuse(str(refusal)) from None
    done(f"{year}: {in_words(found)}")


@calendar.command("set")
@click.argument("day", metavar="DATE", type=DAY)
@click.argument("kind", type=click.Choice(list(KINDS.values())))
@click.option("--note", default="", help="Why, as on the notice; it stands on the day.")
@click.pass_obj
def set_(instance: Instance, day: datetime, kind: str, note: str) -> None:
    """Say that a day is a workday or a holiday, whatever the package says."""
    rulebook, worked = instance.rulebook, kind == KINDS[True]
    try:
        workdays.set_day(rulebook, whoever(), day.date(), worked, note)
    except Refused as refusal:
        raise refuse(str(refusal)) from None
    done(f"{day.date()}: {say(kind)}")
