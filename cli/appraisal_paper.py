"""`appraisal print`: the sheets of a cycle in one PDF."""

from __future__ import annotations

from pathlib import Path

import click

from cli.appraisals import Asked, about, appraisal, print_json
from cli.main import done, refuse, say
from cli.paper import prepare_fonts
from cli.progress import bar
from kpi.members import sheets_of
from reports.printing import Printer


@appraisal.command("print")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@about
def print_sheets(asked: Asked, as_json: bool, out: Path) -> None:
    """Print every sheet into one PDF with a bookmark for each."""
    report = next(
        (r for r in asked.instance.rulebook.schema.reports.values() if r.of == asked.card.of), None
    )
    sheets = sheets_of(asked.gate, asked.card, asked.period)
    if report is None or not sheets:
        raise refuse(say("There is nothing to print of {card}.", card=asked.card.name))
    prepare_fonts(asked.instance)
    printer = Printer(asked.instance.rulebook, asked.instance.fonts)
    with bar(say("Printing")) as told:
        pdf = printer.merged_pdf(report, asked.gate, [sheet.id for sheet in sheets], told)
    out.write_bytes(pdf)
    if as_json:
        print_json({"file": str(out), "sheets": len(sheets)})
    else:
        done(say("{file}: {size} kB", file=out, size=len(pdf) // 1024))
