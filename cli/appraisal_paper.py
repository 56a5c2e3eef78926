"""`appraisal print`: the sheets of a cycle in one PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from cli.appraisals import Asked, about, appraisal, print_json
from cli.main import done, refuse, say
from cli.paper import prepare_fonts
from cli.progress import bar
from formula.evaluate import holds
from kpi.members import sheets_of
from records.record import Record
from reports.printing import Printer
from schema.objects import Report


@appraisal.command("print")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--report", "name", default="", help="Which one; else the first that fits all sheets."
)
@about
def print_sheets(asked: Asked, as_json: bool, out: Path, name: str) -> None:
    """Print every sheet into one PDF with a bookmark for each."""
    sheets = sheets_of(asked.gate, asked.card, asked.period)
    report = _report(asked, sheets, name)
    prepare_fonts(asked.instance)
    printer = Printer(asked.instance.rulebook, asked.instance.fonts)
    with bar(say("Printing")) as told:
        pdf = printer.merged_pdf(report, asked.gate, [sheet.id for sheet in sheets], told)
    out.write_bytes(pdf)
    if as_json:
        print_json({"file": str(out), "report": report.name, "sheets": len(sheets)})
    else:
        done(say("{file}: {size} kB", file=out, size=len(pdf) // 1024))


def _report(asked: Asked, sheets: Sequence[Record], name: str) -> Report:
    """The report that was asked for, or the first that is for every sheet."""
    of = asked.card.of
    found = {r.name: r for r in asked.instance.rulebook.schema.reports.values() if r.of == of}
    if not found or not sheets:
        raise refuse(say("There is nothing to print of {card}.", card=asked.card.name))
    known = ", ".join(found)
    if name:
        if name not in found:
            words = "There is no document “{name}”. Write one of: {known}."
            raise refuse(say(words, name=name, known=known))
        return found[name]
    session = asked.gate.session
    rows = [session.row(of, sheet.id) for sheet in sheets]
    for each in found.values():
        if all(not each.when or holds(each.when.tree, row, session.context) for row in rows):
            return each
    words = "No document is for all sheets of {card}. Choose one by --report: {known}."
    raise refuse(say(words, card=asked.card.name, known=known))
