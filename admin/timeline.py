"""The history of a record in words: who did what when, and each value before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from admin import cells, visit
from admin.words import text
from language import say
from records.record import HistoryEntry
from records.refusals import NotFound
from records.updates import FOLLOW, caused_by
from schema.objects import Entity, Field, Schema

SHOWN = 30
"""So many of the latest events stand on a record page."""

LONGEST = 120
"""A text longer than this is cut where it only shows that it changed."""

DID: Mapping[str, str] = MappingProxyType(
    {
        "create": "created the record",
        "update": "changed the record",
        "delete": "moved the record to the bin",
        "restore": "took the record back from the bin",
        "attach": "added a file",
        "detach": "removed a file",
        "print": "printed",
        "freeze": "froze the figures",
        "duty": "made by a duty",
        "import": "imported the record",
        "remind": "was reminded",
        "transfer": "handed the record over",
    }
)
"""What an action of the history is called."""

LINE_DID: Mapping[str, str] = MappingProxyType(
    {"create": "line added", "delete": "line removed", "update": "line changed"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after; an empty text means that there was nothing."""

    label: str
    before: str = ""
    after: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history."""

    who: str
    did: str
    at: datetime
    when: str
    comment: str
    changes: tuple[Change, ...]
    move: bool = False


def timeline(schema: Schema, entity: Entity, history: Sequence[HistoryEntry]) -> list[Event]:
    """The latest events first."""
    told = _Teller(schema, entity)
    return [told.event(entry) for entry in history[:SHOWN]]


def moment(at: datetime) -> str:
    """A moment of the history: without the year while it is this one."""
    this_year = at.year == visit.rulebook().clock().year
    return f"{at:%m-%d %H:%M}" if this_year else f"{at:%Y-%m-%d %H:%M}"


class _Teller:
    """Puts the history of one record into words, each linked title looked up once."""

    def __init__(self, schema: Schema, entity: Entity) -> None:
        self.schema = schema
        self.entity = entity
        self._titles: dict[tuple[str, Any], str] = {}

    def event(self, entry: HistoryEntry) -> Event:
        """An entry of the history as a line."""
        # What a new record began with stands on the page itself.
        changes = () if entry.action in ("create", "import") else entry.changes
        told = tuple(self._changes(self.entity, changes)) if changes else ()
        did, moved = self._deed(entry)
        return Event(entry.who, did, entry.at, moment(entry.at), entry.comment, told, moved)

    def _deed(self, entry: HistoryEntry) -> tuple[str, bool]:
        workflow = self.entity.workflow
        transition = workflow.transitions.get(entry.transition) if workflow else None
        if transition is not None:
            return text(transition.label), True
        return self._elsewhere(entry) or say(DID.get(entry.action, "changed the record")), False

    def _elsewhere(self, entry: HistoryEntry) -> str:
        """The other record's button that changed this one, and that record if one may see it."""
        found = caused_by(self.schema, entry.transition) if entry.action == FOLLOW else None
        if found is None:
            return ""
        transition, id = found
        title = self.title(entry.transition.partition("/")[0], id)
        return say("changed by {record}: {action}", record=title, action=text(transition.label))

    def _changes(self, entity: Entity, changes: Mapping[str, Any]) -> Iterator[Change]:
        state = entity.workflow.field if entity.workflow else ""
        for name, change in changes.items():
            field = entity.fields[name]
            if field.type == "lines":
                yield from self._lines(field, change)
            elif name != state:
                before, after = change
                yield Change(text(field.label), self.words(field, before), self.words(field, after))

    def _lines(self, field: Field, changes: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
        child = self.schema.entities[field.of]
        for change in changes:
            said = say(LINE_DID.get(change.get("action", ""), "line changed"))
            values = change.get("changes", {})
            if change.get("action") == "update":
                inner = list(self._changes(child, values))
                yield from inner or [Change(text(field.label), said=said)]
            else:
                yield Change(text(field.label), after=self._line(child, field, values), said=said)

    def _line(self, child: Entity, lines: Field, values: Mapping[str, Any]) -> str:
        """The first few values of a line, enough to know it by."""
        fields = (child.fields[name] for name in values if name != lines.by)
        known = (
            self.words(field, values[field.name][1]) for field in fields if field.type != "lines"
        )
        return " · ".join([words for words in known if words][:3])

    def words(self, field: Field, value: Any) -> str:
        """A value of the history as a person would write it."""
        if value is None or value == "" or value == ():
            return ""
        return WORDS.get(field.type, _plain)(self, field, value)

    def title(self, entity: str, id: Any) -> str:
        """The title of a record, or its number where it may not be seen."""
        if (entity, id) not in self._titles:
            try:
                self._titles[entity, id] = visit.gate().get(entity, int(id)).title
            except (NotFound, TypeError, ValueError):
                self._titles[entity, id] = f"#{id}"
        return self._titles[entity, id]


def _plain(told: _Teller, field: Field, value: Any) -> str:
    try:
        words = cells.plain(field, value, None, "")
    except (TypeError, ValueError):
        # A value of a type that the field no longer has is shown as it was stored.
        words = str(value)
    return words if len(words) <= LONGEST else words[:LONGEST] + "…"


def _link(told: _Teller, field: Field, value: Any) -> str:
    return told.title(field.to, value)


def _links(told: _Teller, field: Field, value: Any) -> str:
    return say(", ").join(told.title(field.to, id) for id in value)


def _file(told: _Teller, field: Field, value: Any) -> str:
    return say("File {number}", number=value)


WORDS: Mapping[str, Callable[[_Teller, Field, Any], str]] = MappingProxyType(
    {"link": _link, "links": _links, "file": _file, "image": _file}
)
"""Field types whose values are numbers of something else."""
