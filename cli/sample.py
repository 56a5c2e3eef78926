"""`demo`: sample data and the sign-ins that go with it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from cli.instance import Instance
from cli.main import commands, console, done, refuse, say
from cli.progress import bar
from demo.generate import Generator
from demo.sample import Sample, TimeMachine
from demo.scenarios import ScenarioError
from models.database import analyze
from records import accounts
from records.passwords import first_password
from records.rulebook import Rulebook

SIGN_INS = "sample-sign-ins.txt"


@commands.command()
@click.option(
    "--scale",
    default=1.0,
    show_default=True,
    help="So many times the usual number; 0 makes the seeds only.",
)
@click.pass_obj
def demo(instance: Instance, scale: float) -> None:
    """Fill an empty installation with plausible sample data, through the gate."""
    refuse_unfinished(instance)
    if accounts.has_accounts(instance.rulebook):
        raise refuse(
            say(
                "There are accounts already. Sample data goes into an empty installation; choose another --instance."
            )
        )
    made = fill_sample(instance, scale)
    done(say("{count} records.", count=sum(made.rows.values())))
    for entity, count in made.refused.items():
        done(
            say(
                "{count} of “{entity}” did not fit the rules and were left out.",
                count=count,
                entity=entity,
            )
        )
    show_sign_ins(instance)


def fill_sample(instance: Instance, scale: float) -> Sample:
    """Make sample data with a bar, and keep its sign-ins for `show_sign_ins`."""
    password = first_password()
    clock = TimeMachine(instance.rulebook.clock())
    current = instance.rulebook
    past = Rulebook(
        current.schema,
        current.tables,
        instance.files,
        clock,
        current.watchers,
        opener=current.opener,
    )
    _unfinished(instance).touch()
    try:
        with bar(say("Making sample data")) as told:
            made = Generator(past, clock, password).run(scale, told)
    except ScenarioError as fault:
        raise refuse(str(fault)) from None
    analyze(instance.database)
    lines = [f"{s.username}\t{password}\t{s.name}\t{','.join(s.roles)}" for s in made.sign_ins]
    file = _sign_ins(instance)
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    _unfinished(instance).unlink()
    return made


def refuse_unfinished(instance: Instance) -> None:
    """End the command where sample data was begun and not finished: half of it is no use."""
    if _unfinished(instance).exists():
        raise refuse(
            say(
                "Sample data was begun here and not finished. Delete the folder {folder} and start again.",
                folder=instance.folder,
            )
        )


def show_sign_ins(instance: Instance) -> None:
    """Print the sample's sign-ins, as long as the file with them is there."""
    file = _sign_ins(instance)
    if not file.exists():
        return
    table = Table(say("user name"), say("password"), say("name"), say("roles"))
    for line in file.read_text("utf-8").splitlines():
        username, password, name, roles = line.split("\t")
        labels = [
            str(instance.rulebook.schema.roles[r].label)
            for r in roles.split(",")
            if r in instance.rulebook.schema.roles
        ]
        table.add_row(username, password, name, ", ".join(labels))
    console.print(table)


def _unfinished(instance: Instance) -> Path:
    return instance.folder / "sample-unfinished"


def _sign_ins(instance: Instance) -> Path:
    return instance.folder / SIGN_INS
