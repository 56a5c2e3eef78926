"""The command `python app.py …` and what all its subcommands share."""

from __future__ import annotations

import os
from typing import Any

import click
from peewee import OperationalError
from rich.console import Console

import language
from cli.instance import Instance, NotApplied
from language import say
from models.database import UnknownDatabase
from schema.problems import Problems

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def _elsewhere(ctx: click.Context, option: click.Parameter, folder: str | None) -> None:
    """Take the folder that was named behind the command's own name."""
    if folder and option.name:
        ctx.obj = ctx.obj.moved(**{option.name: folder})


def places(**behaviour: Any) -> list[click.Parameter]:
    """The options that every command takes, before its name or behind it."""
    schema = "The folder of the rulebook (RULEBOOK_SCHEMA; schema/)."
    instance = "The folder of the installation (RULEBOOK_INSTANCE; instance/)."
    return [
        click.Option(["--schema"], metavar="DIR", help=schema, **behaviour),
        click.Option(["--instance"], metavar="DIR", help=instance, **behaviour),
    ]


class Commands(click.Group):
    """Runs a command and turns every expected refusal into a message and exit code 1."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Take a command in, and let it take the folders too."""
        cmd.params.extend(places(expose_value=False, callback=_elsewhere))
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> object:
        """Print a rulebook's problems as problems, not as a traceback."""
        try:
            return super().invoke(ctx)
        except Problems as found:
            errors.print(str(found), markup=False)
            raise SystemExit(1) from None
        except NotApplied:
            raise refuse(
                say("Nothing was applied here yet. Run python app.py apply first.")
            ) from None
        except UnknownDatabase as wrong:
            raise refuse(str(wrong)) from None
        except OperationalError as error:
            raise refuse(say("The database does not answer: {error}", error=error)) from None


def system_locale() -> str:
    """The language of whoever types the command."""
    wanted = (
        os.environ.get("RULEBOOK_LOCALE") or os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    )
    name = wanted.split(".")[0]
    if name in language.LOCALES:
        return name
    return "zh_CN" if name.startswith("zh") else "en"


@click.group(
    cls=Commands,
    invoke_without_command=True,
    params=places(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.pass_context
def commands(ctx: click.Context, schema: str | None, instance: str | None) -> None:
    """Rulebook 规章: a business admin from YAML."""
    language.use(system_locale())
    ctx.obj = Instance.at(schema, instance)
    if ctx.invoked_subcommand is None:
        ctx.invoke(commands.commands["run"])


def refuse(text: str) -> SystemExit:
    """Print why a command could not do its work, and the way to end with code 1."""
    errors.print(text, markup=False, style="red")
    return SystemExit(1)


def done(text: str) -> None:
    """Print what a command did."""
    console.print(text, markup=False)


__all__ = ["Commands", "Instance", "commands", "console", "done", "errors", "refuse", "say"]
