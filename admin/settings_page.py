"""The rulebook's settings, as far as the administrator may change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin import visit
from admin.cells import plain
from admin.page import ADMIN, Page
from admin.words import text
from language import say
from records.actor import known_as
from records.dated import entries
from records.reading import Unreadable, read_date
from records.refusals import Refused
from records.showing import shown
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
            return self._show({}, {}, {})
        declared = visit.rulebook().schema.settings
        given = {key: request.form.get(key, "") for key in declared}
        days = {
            key: request.form.get(f"{key}:since", "").strip()
            for key in declared
            if declared[key].dated
        }
        faults = store(given, days)
        if faults:
            return self._show(given, days, faults), 422
        flash(say("The settings are saved."), "ok")
        return redirect(self.get_url(".page"))

    def _show(
        self, given: Mapping[str, str], days: Mapping[str, str], faults: Mapping[str, str]
    ) -> Any:
        rulebook = visit.rulebook()
        values, today = rulebook.settings, rulebook.clock().date()
        entered = past_and_coming()
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
                "since": days.get(key) or today.isoformat() if declared.dated else "",
                "entries": entered.get(key, ()),
            }
            for key, declared in rulebook.schema.settings.items()
        ]
        return self.render("admin/settings.html", rows=rows)


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry of a dated setting as it is shown; `coming` if its day has not come."""

    since: str
    value: str
    who: str
    at: str
    coming: bool


def past_and_coming() -> dict[str, list[Entered]]:
    """What was entered of each dated setting, the latest day first."""
    rulebook = visit.rulebook()
    today, declared = rulebook.clock().date(), rulebook.schema.settings
    found: dict[str, list[Entered]] = {}
    entered_last_first = entries(rulebook)[::-1]
    for entry in sorted(entered_last_first, key=lambda each: each.since, reverse=True):
        value = shown(declared[entry.key].field, entry.value) or say("the rulebook's default")
        at = entry.at.strftime("%Y-%m-%d %H:%M") if entry.at else ""
        made = Entered(entry.since.isoformat(), value, known_as(entry.who), at, entry.since > today)
        found.setdefault(entry.key, []).append(made)
    return found


def typed(field: Field, value: Any) -> str:
    """A value as it stands in its box."""
    if field.type == "choice":
        return str(value or "")
    if field.type == "boolean":
        return "true" if value else "false"
    return plain(field, value, None, "").replace(",", "") if field.type != "text" else value or ""


def store(given: Mapping[str, str], days: Mapping[str, str]) -> dict[str, str]:
    """Keep what changed; the answer is what is wrong, by key, and then nothing is kept.

    A dated value changed where it is another one than that of the day from which it holds.
    """
    rulebook, actor = visit.rulebook(), visit.actor()
    since, faults = read_days(days)
    if faults:
        return faults
    today = rulebook.clock().date()
    changed = {
        key: words.strip()
        for key, words in given.items()
        if words
        != typed(
            rulebook.schema.settings[key].field,
            rulebook.settings_on(since.get(key, today))[key],
        )
    }
    try:
        rulebook.set_settings(actor, changed, {k: day for k, day in since.items() if k in changed})
    except Refused as refused:
        return {problem.path: problem.message for problem in refused.problems}
    return {}


def read_days(days: Mapping[str, str]) -> tuple[dict[str, date], dict[str, str]]:
    """The days from which values should hold, and which of them are no days."""
    found: dict[str, date] = {}
    faults: dict[str, str] = {}
    for key, words in days.items():
        try:
            if words:
                found[key] = read_date(visit.rulebook().schema.settings[key].field, words)
        except Unreadable as fault:
            faults[key] = str(fault)
    return found, faults
