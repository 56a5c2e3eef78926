"""Import pages: choose a file, see what would happen to every row, then do it."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from flask import abort, flash, redirect, request, send_file
from werkzeug.datastructures import FileStorage

from admin import visit
from admin.exchange import TYPES, file_name
from admin.sheets import READERS, Sheet, UnreadableSheet, sheet_of
from admin.words import text
from language import say
from records.exchange import ImportOutcome
from records.refusals import Refused

SHOWN = 100
KEPT_SECONDS = 24 * 3600
KEPT = re.compile(r"[\w-]{20,40}\.(xlsx|xlsm|xls|xlsb|ods|csv)", re.ASCII)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the file as the preview shows it, with what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[str, ...]


def import_page(view: Any) -> Any:
    """The steps of an import, for those who may import."""
    if not visit.may("import", view.entity.name):
        abort(404)
    if request.method == "GET":
        return template_file(view) if "template" in request.args else _start(view, "")
    if request.form.get("kept"):
        return _carry_out(view, request.form["kept"])
    return _look_at(view, request.files.get("file"))


def _start(view: Any, fault: str) -> Any:
    page = view.render("admin/import.html", fault=fault, fields=importable(view), endings=READERS)
    return (page, 422) if fault else page


def _look_at(view: Any, file: FileStorage | None) -> Any:
    name = (file.filename or "") if file else ""
    if file is None or not name:
        return _start(view, say("Choose a file."))
    content = file.read()
    try:
        sheet = sheet_of(name, content)
        outcome = view.gate.import_rows(view.entity.name, sheet.rows, dry_run=True)
    except (UnreadableSheet, Refused) as fault:
        return _start(view, str(fault))
    return _preview(view, sheet, outcome, keep(name, content), name)


def _carry_out(view: Any, kept: str) -> Any:
    file = kept_file(kept)
    sheet = sheet_of(file.name, file.read_bytes())
    outcome: ImportOutcome = view.gate.import_rows(view.entity.name, sheet.rows, dry_run=False)
    if not outcome.stored:
        return _preview(view, sheet, outcome, kept, request.form.get("name", ""))
    file.unlink(missing_ok=True)
    flash(say("{count} rows are imported.", count=len(outcome.rows)), "ok")
    return redirect(view.url("list", sort="-updated_at"))


def _preview(view: Any, sheet: Sheet, outcome: ImportOutcome, kept: str, name: str) -> Any:
    faulty = {row.number: row for row in outcome.faulty}
    numbers = [*faulty, *(n for n in range(1, len(sheet.rows) + 1) if n not in faulty)][:SHOWN]
    rows = [_preview_row(sheet, n, faulty) for n in sorted(numbers)]
    page = view.render(
        "admin/import_preview.html",
        sheet=sheet,
        rows=rows,
        faulty=len(faulty),
        total=len(sheet.rows),
        kept=kept,
        name=name,
        unknown=unknown_heads(view, sheet),
    )
    return (page, 422) if faulty else page


def _preview_row(sheet: Sheet, number: int, faulty: Any) -> PreviewRow:
    cells = tuple(_shown(sheet.rows[number - 1].get(head)) for head in sheet.heads)
    problems = tuple(p.message for p in faulty[number].problems) if number in faulty else ()
    return PreviewRow(sheet.numbers[number - 1], cells, problems)


def _shown(value: Any) -> str:
    words = "" if value is None else str(value)
    return words if len(words) <= 60 else f"{words[:59]}…"


def importable(view: Any) -> list[Any]:
    """The fields that whoever asks may fill in by a file."""
    fields = view.gate.fields(view.entity.name, action="write")
    return [field for field in fields if field.type not in ("lines", "file", "image")]


def unknown_heads(view: Any, sheet: Sheet) -> list[str]:
    """Headings that name no field: their columns are not imported."""
    fields = view.gate.fields(view.entity.name)
    known = {"id", *(f.name for f in fields), *(t for f in fields for t in f.label.texts.values())}
    return [head for head in sheet.heads if head not in known]


def template_file(view: Any) -> Any:
    """An empty workbook with the headings that an import understands."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
        for place, field in enumerate(importable(view)):
            sheet.set_column(place, place, 18)
            sheet.write_string(0, place, text(field.label), bold)
        sheet.freeze_panes(1, 0)
    stream.seek(0)
    name = file_name(text(view.entity.label), visit.now(), "xlsx")
    return send_file(stream, TYPES["xlsx"], as_attachment=True, download_name=name)


def folder() -> Path:
    """Where files wait between preview and import; what nobody imported is cleared away."""
    found = visit.rulebook().files_folder / "imports" / str(visit.actor().account)
    found.mkdir(parents=True, exist_ok=True)
    for old in found.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    return found


def keep(name: str, content: bytes) -> str:
    """Put a file aside under a name that nobody can guess."""
    kept = f"{secrets.token_urlsafe(18)}.{name.rsplit('.', 1)[-1].lower()}"
    (folder() / kept).write_bytes(content)
    return kept


def kept_file(kept: str) -> Path:
    """A file that this account put aside."""
    path = folder() / kept
    if not KEPT.fullmatch(kept) or not path.is_file():
        abort(404)
    return path
