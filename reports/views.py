"""Records as document templates see them: read-only, through the gate, links followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from language import current
from records.gate import Gate
from records.record import Record
from records.refusals import NotFound
from records.showing import shown
from records.visibility import declared_field
from reports.pictures import uri
from reports.values import Picture, printed
from schema.objects import Field, Schema

OWN = ("id", "version")
"""What a record has beside its fields."""


class Reader:
    """Reads records for one document, and notes every value that the document looked at."""

    def __init__(self, gate: Gate) -> None:
        self.schema: Schema = gate.rulebook.schema
        self.seen: dict[str, dict[str, Any]] = {}
        self._gate = gate
        self._known: dict[tuple[str, int], Record | None] = {}

    def view(self, record: Record) -> RecordView:
        """A record as a template sees it."""
        return RecordView(self, record.entity, record.title, lambda: record)

    def names(self, entity: str) -> tuple[str, ...]:
        """What may be asked of a record of an entity."""
        return (*self.schema.entities[entity].fields, *OWN)

    def field(self, entity: str, name: str) -> Field | None:
        """A field by its name, the system's own included."""
        return declared_field(self.schema, self.schema.entities[entity], name)

    def label(self, entity: str, path: str) -> str:
        """What a field is called; a dot goes on to a link's or a line's field."""
        first, _, rest = path.partition(".")
        field = self.field(entity, first)
        if field is None:
            raise KeyError(first)
        return self.label(field.of or field.to, rest) if rest else field.label.text(current())

    def value(self, entity: str, record: Record | None, name: str) -> Any:
        """A field's value for a template; None where it is empty or not to be read."""
        field = self.field(entity, name)
        if record is None or field is None:
            return None
        raw = record.values.get(name)
        self._note(record, name, raw)
        title, follow = record.titles.get(name), self._follows.get(field.type)
        return follow(field, raw, title) if follow and raw else printed(field, raw, title)

    @property
    def _follows(self) -> Mapping[str, Callable[[Field, Any, Any], Any]]:
        """What lies behind a value, for the field types that point at something."""
        return {
            "link": self._linked,
            "links": self._several,
            "lines": self._lines,
            "image": self._image,
        }

    def _linked(self, field: Field, id: int, title: Any) -> RecordView:
        return RecordView(self, field.to, str(title or ""), lambda: self.record(field.to, id))

    def _several(self, field: Field, ids: Any, titles: Any) -> tuple[RecordView, ...]:
        named = zip(ids, titles or ("",) * len(ids), strict=False)
        return tuple(self._linked(field, id, title) for id, title in named)

    def _lines(self, field: Field, lines: Any, title: Any) -> tuple[RecordView, ...]:
        return tuple(self.view(line) for line in lines if isinstance(line, Record))

    def _image(self, field: Field, id: int, title: Any) -> Picture:
        return Picture(shown(field, id, title), lambda: self._picture(id))

    def _picture(self, id: int) -> str:
        try:
            file = self._gate.open_file(id)
        except NotFound:
            return ""
        return uri(file.path.read_bytes(), file.mime)

    def record(self, entity: str, id: int) -> Record | None:
        """A record read once for the document; None when it is not to be read."""
        if (entity, id) not in self._known:
            try:
                self._known[entity, id] = self._gate.get(entity, id)
            except NotFound:
                self._known[entity, id] = None
        return self._known[entity, id]

    def _note(self, record: Record, name: str, raw: Any) -> None:
        noted = self.seen.setdefault(
            f"{record.entity}:{record.id}", {"version": record.version, "title": record.title}
        )
        noted[name] = storable(raw)


class RecordView:
    """A record under the names of its fields; a link's field is again such a view."""

    __slots__ = ("_entity", "_load", "_reader", "_title")

    def __init__(
        self, reader: Reader, entity: str, title: str, load: Callable[[], Record | None]
    ) -> None:
        self._reader = reader
        self._entity = entity
        self._title = title
        self._load = load

    def __getattr__(self, name: str) -> Any:
        """A field's value; a name that the entity does not have is an error."""
        if name in OWN:
            return getattr(self._load(), name, None)
        if name.startswith("_") or self._reader.field(self._entity, name) is None:
            raise AttributeError(name)
        return self._reader.value(self._entity, self._load(), name)

    def __dir__(self) -> Iterator[str]:
        """The names that may be asked for."""
        return iter(self._reader.names(self._entity))

    def __str__(self) -> str:
        """The record's title."""
        return self._title


STORED: Mapping[type, Callable[[Any], Any]] = {
    Decimal: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
    time: time.isoformat,
    Record: lambda record: record.id,
    tuple: lambda values: [storable(each) for each in values],
    list: lambda values: [storable(each) for each in values],
}
"""How values are written into a snapshot."""


def storable(value: Any) -> Any:
    """A value as JSON can hold it, always in the same form."""
    write = STORED.get(type(value))
    return write(value) if write else value


def storable_view(view: Any) -> dict[str, Any]:
    """A board or sheet in words as JSON can hold it."""
    return {name: storable(value) for name, value in asdict(view).items()}
