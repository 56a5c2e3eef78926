"""Files: taken from forms, added to records, handed out and removed again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flask
from flask import flash, redirect, request

from admin.entry import Entry, EntryForm
from admin.entry_lines import LinesEntry
from admin.widgets import Typed
from language import say
from records.refusals import FieldProblem, Refused

FILES = ("file", "image")
SHOWN_IN_PLACE = frozenset(
    ("application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp")
)
"""What a browser may show itself; everything else is only ever saved."""


def take(view: Any, form: EntryForm) -> tuple[FieldProblem, ...]:
    """Keep the files that came with a form, so that a refused form need not send them again."""
    found = (_taken(view, path, entry) for path, entry in _file_entries(form))
    return tuple(problem for problem in found if problem is not None)


def _file_entries(form: EntryForm) -> Iterator[tuple[str, Entry]]:
    for name, entry in form.entries():
        if isinstance(entry, LinesEntry):
            for place, row in enumerate(entry.written):
                yield from ((f"{name}.{place}.{path}", each) for path, each in _file_entries(row))
        elif entry.declared.type in FILES:
            yield name, entry


def _taken(view: Any, path: str, entry: Entry) -> FieldProblem | None:
    sent = request.files.get(f"{entry.name}__file")
    if sent is None or not sent.filename:
        return None
    try:
        kept = view.gate.upload(sent.stream, sent.filename)
    except Refused as refusal:
        return FieldProblem(path, refusal.problems[0].message)
    entry.typed = Typed(kept.name, (str(kept.id),))
    return None


def attach_file(view: Any, id: int) -> Any:
    """Add files to a record."""
    sent = [file for file in request.files.getlist("file") if file.filename]
    try:
        for file in sent:
            view.gate.attach(view.entity.name, id, file.stream, file.filename)
    except Refused as refusal:
        flash(str(refusal), "bad")
    else:
        flash(_added(len(sent)), "ok" if sent else "warn")
    return redirect(view.url("record", id=id, _anchor="part-files"))


def _added(count: int) -> str:
    if not count:
        return say("Choose a file first.")
    return say("One file is added.") if count == 1 else say("{count} files are added.", count=count)


def send_file(view: Any, file: int) -> Any:
    """A file, to look at or to keep."""
    found = view.gate.open_file(file)
    return flask.send_file(
        found.path,
        mimetype=found.mime,
        as_attachment=found.mime not in SHOWN_IN_PLACE,
        download_name=found.name,
        conditional=True,
        max_age=0,
    )


def detach_file(view: Any, id: int, file: int) -> Any:
    """Take a file off its record."""
    view.gate.detach(file)
    flash(say("The file is removed."), "ok")
    return redirect(view.url("record", id=id, _anchor="part-files"))


def size_words(size: int) -> str:
    """A number of bytes for people.

    >>> size_words(421_888), size_words(900), size_words(3_500_000)
    ('412 KB', '1 KB', '3.3 MB')
    """
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"
