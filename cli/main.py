"""The command `python app.py …` and what all its subcommands share."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click
from peewee import OperationalError
from rich.console import Console

import language
from cli.instance import Instance, NotApplied
from language import say
from models.database import UnknownDatabase
from schema.problems import Problems, closest

MODULES: Mapping[str, str] = MappingProxyType(
    {
        "appraisal": "appraisals",
        "apply": "schemas",
        "backup": "data",
        "calendar": "calendars",
        "check": "schemas",
        "clauses": "schemas",
        "demo": "sample",
        "duties": "duties",
        "kpi": "figures",
        "plan": "schemas",
        "print": "paper",
        "recompute": "trust",
        "restore": "data",
        "run": "serving",
        "schema-json": "schemas",
        "serve": "serving",
        "user": "people",
        "verify": "trust",
        "why": "people",
    }
)
"""The module of `cli` that puts each command into the group when it is imported."""

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
    """Loads a command, runs it, and turns every expected refusal into a message and exit code 1.

    Only the module of the command that was asked for is imported: who checks a rulebook
    does not wait for web pages and printing. Without `modules` all commands are there.
    """

    def __init__(
        self, *args: Any, modules: Mapping[str, str] = MappingProxyType({}), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The name of every command, loaded or not."""
        return sorted({*self.modules, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, loaded now if it was not yet."""
        if cmd_name in self.modules:
            import_module(f"cli.{self.modules[cmd_name]}")
        return super().get_command(ctx, cmd_name)

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
    modules=MODULES,
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
        ctx.invoke(commands.get_command(ctx, "run"))


def refuse(text: str) -> SystemExit:
    """Print why a command could not do its work, and the way to end with code 1."""
    errors.print(text, markup=False, style="red")
    return SystemExit(1)


def instead(word: str, choices: Iterable[str]) -> str:
    """What to write in the place of an unknown name: the one that was meant, or all there are."""
    known = list(choices)
    near = closest(word, known)
    if near:
        return say("Did you mean “{name}”?", name=near)
    return say("Write one of: {known}.", known=", ".join(known))


def done(text: str) -> None:
    """Print what a command did."""
    console.print(text, markup=False)


__all__ = [
    "Commands",
    "Instance",
    "commands",
    "console",
    "done",
    "errors",
    "instead",
    "refuse",
    "say",
]
