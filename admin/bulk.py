"""What can be done with several chosen records of a list at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any

from flask import abort, flash, redirect, request, send_file
from markupsafe import Markup
from pypdf import PdfWriter

from admin import exchange, visit
from admin.security import local
from admin.words import text
from language import say
from records.refusals import Conflict, Forbidden, NotFound, Refused

MOST = 500


def bulk_action(view: Any, action: str) -> Any:
    """Do one thing with every chosen record."""
    act = ACTIONS.get(action) or abort(404)
    ids = chosen()
    if not ids:
        flash(say("Choose some records first."), "warn")
        return redirect(back(view))
    return act(view, ids)


def chosen() -> list[int]:
    """The ids that were ticked, each once."""
    ids = (int(v) for v in request.form.getlist("ids") if v.isdigit() and len(v) < 10)
    return list(dict.fromkeys(ids))[:MOST]


def back(view: Any) -> str:
    """The list as it was."""
    return local(request.form.get("next"), view.url("list"))


def delete(view: Any, ids: list[int]) -> Any:
    """Move the chosen records to the bin; say which had to stay, and why."""
    gone, stayed = 0, []
    for key in ids:
        problem = delete_one(view, key)
        gone += not problem
        stayed += [problem] if problem else []
    if gone:
        flash(moved(view, gone), "ok")
    for problem in dict.fromkeys(stayed[:3]):
        flash(problem, "bad")
    if len(stayed) > 3:
        flash(say("{count} more could not be deleted.", count=len(stayed) - 3), "bad")
    return redirect(back(view))


def moved(view: Any, count: int) -> str:
    """How many went into the bin, with the way there for those who may take them back."""
    words = say("{count} moved to the recycle bin, from where they can come back.", count=count)
    if not visit.may("restore", view.entity.name):
        return words
    link = Markup('{} <a href="{}">{}</a>')
    return link.format(words, view.url("bin"), say("Open the bin"))


def delete_one(view: Any, key: int) -> str:
    """Delete a record; the answer is why that was refused, or nothing."""
    title = f"#{key}"
    try:
        record = view.gate.get(view.entity.name, key)
        title = record.title or title
        view.gate.delete(view.entity.name, key, record.version)
    except (Forbidden, NotFound, Refused, Conflict) as refusal:
        return say("{title}: {reason}", title=title, reason=str(refusal))
    return ""


def export(view: Any, ids: list[int]) -> Any:
    """The chosen records as a file."""
    kind = "csv" if request.form.get("kind") == "csv" else "xlsx"
    return exchange.send_records(view, kind, ids)


def print_all(view: Any, ids: list[int]) -> Any:
    """One document of each chosen record, in one file."""
    report = view.schema.reports.get(request.form.get("report", ""))
    if view.printer is None or report is None or report.of != view.entity.name:
        abort(404)
    merged = PdfWriter()
    for key in ids:
        merged.append(BytesIO(view.printer(report, view.gate, key)))
    stream = BytesIO()
    merged.write(stream)
    stream.seek(0)
    name = exchange.file_name(text(report.label), visit.now(), "pdf")
    return send_file(stream, "application/pdf", download_name=name)


ACTIONS: Mapping[str, Callable[[Any, list[int]], Any]] = MappingProxyType(
    {"delete": delete, "export": export, "print": print_all}
)
"""Word in the address to what it does."""
