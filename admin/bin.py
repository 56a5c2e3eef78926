"""The recycle bin: what was deleted, and its way back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, request

from admin import visit
from admin.asking import listing
from admin.lists import heading, row
from admin.pager import pager
from language import say
from records.refusals import Refused


def bin_page(view: Any) -> Any:
    """The deleted records of an entity that whoever asks may read."""
    if not visit.may("restore", view.entity.name) and not visit.may("delete", view.entity.name):
        abort(404)
    asked = listing(view)
    asked = replace(asked, address=replace(asked.address, path=view.url("bin")), conditions=())
    page = view.gate.find(view.entity.name, asked.query(deleted=True, totals=()))
    return view.render(
        "admin/bin.html",
        asked=asked,
        page=page,
        headings=[heading(asked, column) for column in asked.columns],
        rows=[row(view, asked, record) for record in page.records],
        columns=asked.columns,
        pages=pager(asked.address, page.total, page.page, page.size, len(page.records)),
        may_restore=visit.may("restore", view.entity.name),
    )


def restore_record(view: Any, id: int) -> Any:  # noqa: A002 - the route's own word
    """Take a record out of the bin again."""
    try:
        record = view.gate.restore(view.entity.name, id)
    except Refused as refused:
        flash("\n".join(problem.message for problem in refused.problems), "bad")
        return redirect(view.url("bin"))
    flash(say("“{title}” is back.", title=record.title), "ok")
    return redirect(
        request.form.get("to") == "bin" and view.url("bin") or view.url("record", id=id)
    )
