"""The rulebook's settings, as far as the administrator may change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin import visit
from admin.cells import plain
from admin.page import ADMIN, Page
from admin.words import text
from language import say
from records.refusals import Refused
from schema.objects import Field


class Settings(Page):
    """Every declared setting with its value; empty goes back to the rulebook's default."""

    role = ADMIN

    def __init__(self) -> None:
        super().__init__(endpoint="settings", url="/settings")

    @expose("/", methods=("GET", "POST"))
    def page(self) -> Any:
        """The settings and, after a POST, what was wrong with which."""
        if request.method == "GET":
            return self._show({}, {})
        given = {key: request.form.get(key, "") for key in visit.rulebook().schema.settings}
        faults = store(given)
        if faults:
            return self._show(given, faults), 422
        flash(say("The settings are saved."), "ok")
        return redirect(self.get_url(".page"))

    def _show(self, given: Mapping[str, str], faults: Mapping[str, str]) -> Any:
        rulebook = visit.rulebook()
        values = rulebook.settings
        rows = [
            {
                "key": key,
                "field": declared.field,
                "label": text(declared.field.label),
                "help": text(declared.field.help),
                "clauses": declared.field.clauses,
                "value": given.get(key, typed(declared.field, values[key])),
                "default": declared.field.default.text if declared.field.default else "",
                "fault": faults.get(key, ""),
            }
            for key, declared in rulebook.schema.settings.items()
        ]
        return self.render("admin/settings.html", rows=rows)


def typed(field: Field, value: Any) -> str:
    """A value as it stands in its box."""
    if field.type == "choice":
        return str(value or "")
    if field.type == "boolean":
        return "true" if value else "false"
    return plain(field, value, None, "").replace(",", "") if field.type != "text" else value or ""


def store(given: Mapping[str, str]) -> dict[str, str]:
    """Keep what changed; the answer is what is wrong, by key, and then nothing is kept."""
    rulebook, actor = visit.rulebook(), visit.actor()
    changed = {
        key: words.strip()
        for key, words in given.items()
        if words != typed(rulebook.schema.settings[key].field, rulebook.settings[key])
    }
    try:
        rulebook.set_settings(actor, changed)
    except Refused as refused:
        return {problem.path: problem.message for problem in refused.problems}
    return {}
