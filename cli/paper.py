"""`print`: a document as a PDF file."""

from __future__ import annotations

from pathlib import Path

import click

from cli.actors import actor_named
from cli.main import Instance, commands, done, refuse, say
from cli.progress import bar
from kpi.period import months
from records.gate import Gate
from records.refusals import Forbidden, NotFound
from reports.fonts import prepare
from reports.printing import Printer


@commands.command("print")
@click.argument("report")
@click.argument("id")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as", "username", help="On behalf of whom; without it as the system.")
@click.pass_obj
def print_(instance: Instance, report: str, id: str, out: Path, username: str | None) -> None:
    """Print a document of a record (ID is its number) or of a board (ID is a period)."""
    declared = instance.rulebook.schema.reports.get(report)
    if declared is None:
        known = ", ".join(instance.rulebook.schema.reports)
        raise refuse(
            say("There is no document “{name}”. Write one of: {known}.", name=report, known=known)
        )
    prepare_fonts(instance)
    gate = Gate(instance.rulebook, actor_named(instance, username))
    printer = Printer(instance.rulebook, instance.fonts)
    try:
        if declared.dashboard:
            pdf = printer.dashboard_pdf(declared, gate, months(instance.rulebook.schema).parse(id))
        else:
            pdf = printer.record_pdf(declared, gate, _number(id))
    except NotFound:
        raise refuse(say("There is no record with the number {id}.", id=id)) from None
    except (Forbidden, ValueError) as refusal:
        raise refuse(str(refusal)) from None
    out.write_bytes(pdf)
    done(say("{file}: {size} kB", file=out, size=len(pdf) // 1024))


def _number(id: str) -> int:
    if not id.isdecimal():
        raise NotFound
    return int(id)


def prepare_fonts(instance: Instance) -> None:
    """Cast the printing fonts if that was not done yet, with a bar."""
    with bar(say("Preparing the fonts for printing (once)")) as told:
        prepare(instance.fonts, told)
