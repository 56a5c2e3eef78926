"""The rulebook's settings, as far as the administrator may change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin import visit
from admin.cells import plain
from admin.columns import unit_of
from admin.page import ADMIN, Page
from admin.words import text
from language import say
from records.actor import known_as
from records.dated import Entry, entries
from records.reading import Unreadable, read_date
from records.refusals import Refused
from records.settings import changes, given
from records.showing import shown
from schema.objects import Field, SettingDeclaration
from schema.questions import modules_in_order
from schema.values import Label


@dataclass(frozen=True, slots=True)
class Typed:
    """What came for one setting: its box, and what stood there when the page was opened."""

    value: str
    was: str
    since: str = ""
    since_was: str = ""

    @property
    def touched(self) -> bool:
        """Whether somebody changed the box or its day."""
        return (self.value, self.since) != (self.was, self.since_was)


@dataclass(frozen=True, slots=True)
class Entered:
    """A value that somebody gave, as it is shown; `coming` if its day has not come."""

    value: str
    who: str
    at: str
    since: str = ""
    coming: bool = False


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
        came = dict(posted())
        faults = store(came)
        if faults:
            return self._show(came, faults), 422
        flash(say("The settings are saved."), "ok")
        return redirect(self.get_url(".page"))

    def _show(self, came: Mapping[str, Typed], faults: Mapping[str, str]) -> Any:
        rulebook = visit.rulebook()
        past, kept, groups = entered(), given(rulebook), {}
        for key, declared in in_order():
            heading = text(declared.group or module_label(declared.module)) or say("General")
            row = line(declared, came.get(key)) | {
                "fault": faults.get(key, ""),
                "past": past.get(key, ()),
                "kept": key in kept,
            }
            groups.setdefault(heading, []).append(row)
        return self.render("admin/settings.html", groups=groups, faults=len(faults))


def in_order() -> list[tuple[str, SettingDeclaration]]:
    """The settings as the menu has their modules, of one module as its file has them."""
    schema = visit.rulebook().schema
    place = {module.name: index for index, module in enumerate(modules_in_order(schema), 1)}
    return sorted(schema.settings.items(), key=lambda each: place.get(each[1].module, 0))


def module_label(name: str) -> Label | None:
    """What a module is called; nothing for a file that has none."""
    module = visit.rulebook().schema.modules.get(name)
    return module.label if module else None


def line(declared: SettingDeclaration, came: Typed | None) -> dict[str, Any]:
    """A setting as a line of the page: what it is called, what it is, what it was."""
    rulebook, field = visit.rulebook(), declared.field
    now = typed(field, rulebook.settings[declared.key])
    today = rulebook.clock().date().isoformat() if declared.dated else ""
    return {
        "key": declared.key,
        "field": field,
        "label": text(field.label),
        "unit": unit_of(field),
        "help": text(field.help),
        "clauses": field.clauses,
        "value": came.value if came else now,
        "was": now,
        "since": came.since if came else today,
        "since_was": today,
        "default": default(declared),
    }


def default(declared: SettingDeclaration) -> str:
    """What the rulebook says, in words; nothing where it says nothing."""
    value = visit.rulebook().default_setting(declared.key)
    return shown(declared.field, value) if declared.field.default else ""


def entered() -> dict[str, list[Entered]]:
    """What was entered of each setting: the last day first, of a day the last entry."""
    rulebook = visit.rulebook()
    found: dict[str, list[Entered]] = {}
    latest = [*entries(rulebook), *changes(rulebook)][::-1]
    for entry in sorted(latest, key=lambda each: each.since, reverse=True):
        found.setdefault(entry.key, []).append(_entered(rulebook, entry))
    return found


def _entered(rulebook: Any, entry: Entry) -> Entered:
    declared = rulebook.schema.settings[entry.key]
    value = shown(declared.field, entry.value) or say("the rulebook's default")
    at = entry.at.strftime("%Y-%m-%d %H:%M") if entry.at else ""
    since = entry.since.isoformat() if declared.dated else ""
    coming = entry.since > rulebook.clock().date()
    return Entered(value, known_as(entry.who), at, since, coming)


def typed(field: Field, value: Any) -> str:
    """A value as it stands in its box."""
    if field.type == "choice":
        return str(value or "")
    if field.type == "boolean":
        return "true" if value else "false"
    return plain(field, value, None, "").replace(",", "") if field.type != "text" else value or ""


def posted() -> Iterator[tuple[str, Typed]]:
    """Every setting that came; a box without its former value is held against today's."""
    rulebook, form = visit.rulebook(), request.form
    today = rulebook.clock().date().isoformat()
    for key, declared in rulebook.schema.settings.items():
        if key not in form:
            continue
        now = typed(declared.field, rulebook.settings[key])
        value, was = form[key].strip(), form.get(f"{key}:was", now).strip()
        since = form.get(f"{key}:since", "").strip() if declared.dated else ""
        yield key, Typed(value, was, since, form.get(f"{key}:since-was", today if since else ""))


def store(came: Mapping[str, Typed]) -> dict[str, str]:
    """Keep what was changed; the answer is what is wrong, by key, and then nothing is kept."""
    rulebook, actor = visit.rulebook(), visit.actor()
    touched = {key: each for key, each in came.items() if each.touched}
    since, faults = read_days(touched)
    faults |= changed_meanwhile(touched)
    if faults:
        return faults
    today = rulebook.clock().date()
    new = {
        key: each.value
        for key, each in touched.items()
        if each.value
        != typed(
            rulebook.schema.settings[key].field, rulebook.settings_on(since.get(key, today))[key]
        )
    }
    try:
        rulebook.set_settings(actor, new, {key: day for key, day in since.items() if key in new})
    except Refused as refused:
        return {problem.path: problem.message for problem in refused.problems}
    return {}


def changed_meanwhile(touched: Mapping[str, Typed]) -> dict[str, str]:
    """Which boxes somebody else changed after this page was opened, and to what."""
    rulebook = visit.rulebook()
    found: dict[str, str] = {}
    for key, each in touched.items():
        field, value = rulebook.schema.settings[key].field, rulebook.settings[key]
        if typed(field, value) not in (each.was, each.value):
            now = shown(field, value) or say("the rulebook's default")
            found[key] = say(
                "Meanwhile somebody set it to {value}. Save again to replace that.", value=now
            )
    return found


def read_days(touched: Mapping[str, Typed]) -> tuple[dict[str, date], dict[str, str]]:
    """The days from which values should hold, and which of them are no days."""
    found: dict[str, date] = {}
    faults: dict[str, str] = {}
    for key, each in touched.items():
        try:
            if each.since:
                found[key] = read_date(visit.rulebook().schema.settings[key].field, each.since)
        except Unreadable as fault:
            faults[key] = str(fault)
    return found, faults
