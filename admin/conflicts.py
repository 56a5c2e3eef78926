"""Two changes of one record: both side by side, and the choice of one for each field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from admin.compose import composed
from admin.entry import Entry, EntryForm
from admin.entry_lines import LinesEntry
from language import say
from records.record import Record
from records.refusals import Conflict
from schema.objects import Field

MINE, THEIRS = "mine", "theirs"
PICK = "_pick-"
ONCE = ("csrf_token", "_version", "_chosen", "_then")
"""What the page of the choice sends anew."""

STATUS = 409


@dataclass(frozen=True, slots=True)
class Side:
    """A field with both its values; `pick` is the one that only one person changed."""

    name: str
    label: str
    theirs: str
    mine: str
    pick: str
    note: str


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Everything that the template of the choice draws."""

    record: Record
    lines: tuple[Side, ...]
    sent: tuple[tuple[str, str], ...]
    said: str
    theirs: str


def conflict_page(view: Any, form: EntryForm, conflict: Conflict) -> Any:
    """Both versions of a record, with everything that was typed kept."""
    current: Record = conflict.current
    stored = composed(view, current)
    stored.start(current.values, current.titles)
    last = next(iter(view.gate.history(view.entity.name, current.id)), None)
    who = last.who if last else say("somebody else")
    page = ConflictPage(
        current,
        tuple(sides(form, words(stored), _seen_first())),
        tuple(_sent(form)),
        say(
            "{who} saved it at {time} while you were writing. Nothing is lost: choose line by line.",
            who=who,
            time=f"{last.at:%H:%M}" if last else "",
        ),
        say("What {who} saved", who=who),
    )
    return view.render("admin/conflict.html", page=page), STATUS


def sides(form: EntryForm, theirs: Mapping[str, str], before: Mapping[str, str]) -> Iterator[Side]:
    """The fields in which both versions differ."""
    for name, mine in words(form).items():
        if name not in theirs or mine == theirs[name]:
            continue
        pick = _pick(mine, theirs[name], before.get(name))
        yield Side(name, form[name].label.text, theirs[name], mine, pick, NOTES[pick]())


def _pick(mine: str, theirs: str, before: str | None) -> str:
    """The side of whoever changed the field, or "" when both did."""
    if before is None or before not in (mine, theirs):
        return ""
    return THEIRS if mine == before else MINE


NOTES = {
    MINE: lambda: say("only you changed it"),
    THEIRS: lambda: say("only they changed it"),
    "": lambda: say("both changed it: choose"),
}


def _seen_first() -> Mapping[str, str]:
    """What stood in the form when it was opened."""
    try:
        found = json.loads(request.form.get("_before", ""))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _sent(form: EntryForm) -> Iterator[tuple[str, str]]:
    """Everything that was sent, to be sent once more with the choice."""
    files = {e.name: e.typed for _, e in form.entries() if _is_file(e)}
    for name, value in request.form.items(multi=True):
        if name not in ONCE and not name.startswith(PICK) and name not in files:
            yield name, value
    for name, typed in files.items():
        if typed.keys:
            yield name, typed.keys[0]
            yield f"{name}__was", typed.text


def _is_file(entry: Any) -> bool:
    return isinstance(entry, Entry) and entry.declared.type in ("file", "image")


def chosen(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, without the fields in which the other's version was chosen."""
    return {n: v for n, v in given.items() if request.form.get(f"{PICK}{n}") != THEIRS}


def words(form: EntryForm) -> dict[str, str]:
    """What stands in each field of a form, as a person reads it."""
    return {name: _words(entry) for name, entry in form.entries()}


def _words(entry: Any) -> str:
    if isinstance(entry, LinesEntry):
        return "\n".join(_line(row) for row in entry.written)
    typed, field = entry.typed, entry.declared
    if typed.titles:
        return (
            say(", ").join((*typed.titles, typed.text))
            if typed.by_hand
            else say(", ").join(typed.titles)
        )
    return " ".join(
        filter(None, (_options(field, entry), typed.text.replace("\r\n", "\n").strip()))
    )


def _options(field: Field, entry: Entry) -> str:
    if field.type == "boolean":
        return say("Yes") if entry.given else say("No") if entry.given is False else ""
    if field.type != "choice":
        return ""
    labels = dict(entry.options)
    return say(", ").join(labels.get(key, key) for key in entry.typed.keys)


def _line(row: EntryForm) -> str:
    return " · ".join(filter(None, (_words(entry) for _, entry in row.entries())))
