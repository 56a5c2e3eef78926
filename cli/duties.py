"""`duties`: make the rows that are due, and see how each duty stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import click
from rich.table import Table

from cli.main import Commands, Instance, commands, console, done, say
from language import current
from records.duties import Declared, Failure, declared
from records.duty_runs import Outcome, Standing, last_run, run, standings
from records.rhythm import in_words

DAY = click.DateTime(formats=["%Y-%m-%d"])


@commands.group(cls=Commands)
def duties() -> None:
    """Rows that are due regularly: make them, and see how each duty stands."""


@duties.command("run")
@click.option("--until", type=DAY, metavar="DATE", help="Up to which day; today without it.")
@click.option("--since", type=DAY, metavar="DATE", help="Go back further than the last run.")
@click.option("--dry-run", is_flag=True, help="Tell what would be made and make nothing.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def run_(
    instance: Instance,
    until: datetime | None,
    since: datetime | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make every row that is due and not there yet; exit code 1 if one could not be made."""
    outcome = run(instance.rulebook, day(until), day(since), dry_run, who=say("command"))
    if as_json:
        console.print_json(json.dumps(document(outcome), ensure_ascii=False))
    else:
        tell(outcome, {due.key: due for due in declared(instance.rulebook.schema)}, dry_run)
    if outcome.failures:
        raise SystemExit(1)


def day(given: datetime | None) -> date | None:
    """The day of a date that was typed."""
    return given.date() if given else None


def document(outcome: Outcome) -> dict[str, Any]:
    """A run as JSON."""
    return {
        "until": outcome.until.isoformat(),
        "made": outcome.made,
        "found": outcome.found,
        "records": [
            {
                "duty": d.key,
                "day": d.day,
                "for": d.source or None,
                "record": d.record,
                "made": d.made,
            }
            for d in outcome.done
        ],
        "failures": [failure_document(failure) for failure in outcome.failures],
    }


def failure_document(failure: Failure) -> dict[str, Any]:
    """A failure as JSON."""
    return {"duty": failure.key, "day": failure.day, "for": failure.title, "why": failure.why}


def tell(outcome: Outcome, known: dict[str, Declared], dry_run: bool) -> None:
    """Print a run: how many of each duty, and every failure with its reason."""
    text = "{made} would be made" if dry_run else "{made} made"
    for key, count in Counter(each.key for each in outcome.done if each.made).items():
        done(f"{called(known[key])}: {say(text, made=count)}")
    done(
        say("Up to {day}: {made} made, {found} were there.", day=outcome.until, made=outcome.made, found=outcome.found)
        if not dry_run
        else say("Up to {day}: {made} would be made, {found} are there. Nothing was kept.", day=outcome.until, made=outcome.made, found=outcome.found)
    )  # fmt: skip
    failures(outcome.failures, known)


def failures(found: Iterable[Failure], known: dict[str, Declared]) -> None:
    """Print what could not be made, and why."""
    for failure in found:
        where = " · ".join(filter(None, (called(known[failure.key]), failure.day, failure.title)))
        console.print(f"{where}: {failure.why}", markup=False, style="red")


def called(due: Declared) -> str:
    """A duty with its entity: `Reading · Daily reading`."""
    entity, label = due.entity.label.text(current()), due.duty.label.text(current())
    return entity if entity == label else f"{entity} · {label}"


@duties.command("status")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def status_(instance: Instance, as_json: bool) -> None:
    """Show each duty: how often, its next day, what it made this month, what failed."""
    last, found = last_run(instance.rulebook), standings(instance.rulebook)
    if as_json:
        at = last.at.isoformat() if last else None
        content = {"last_run": at, "duties": [standing_document(each) for each in found]}
        console.print_json(json.dumps(content, ensure_ascii=False))
        return
    table = Table()
    for heading in (say("duty"), say("how often"), say("next day")):
        table.add_column(heading)
    for heading in (say("made this month"), say("found this month"), say("failed")):
        table.add_column(heading, justify="right")
    for each in found:
        numbers = (str(each.made), str(each.found), str(len(each.failures) or ""))
        table.add_row(
            called(each.due), in_words(each.due.duty), str(each.next_day or "–"), *numbers
        )
    console.print(table)
    done(say("Last run: {at}.", at=last.at) if last else say("The duties were never run yet."))
    failures(
        (f for each in found for f in each.failures), {each.due.key: each.due for each in found}
    )


def standing_document(each: Standing) -> dict[str, Any]:
    """How a duty stands as JSON."""
    return {
        "duty": each.due.key,
        "every": each.due.duty.every or None,
        "next_day": each.next_day.isoformat() if each.next_day else None,
        "made": each.made,
        "found": each.found,
        "failures": [failure_document(failure) for failure in each.failures],
    }
