"""Columns and links of imported rows: labels to fields, titles to records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from language import say
from records.find import Listing
from records.query import Filter, Query
from records.reading import halved
from records.refusals import FieldProblem, Forbidden
from records.session import Session
from records.showing import label
from records.titles import title_fields
from records.visibility import probed, readable
from schema.objects import Entity, Field

CANDIDATES = 50


class Lookups:
    """Turns the words of a file's rows into names of fields and ids of records."""

    def __init__(self, session: Session, entity: Entity) -> None:
        self.session = session
        self.entity = entity
        self._known: dict[tuple[str, str], int | None] = {}
        self._names = {
            text: field.name
            for field in entity.fields.values()
            if readable(session, field)
            for text in (*field.label.texts.values(), field.name)
        }

    def resolved(self, row: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldProblem]]:
        """A row's values by field, and what could not be made of it."""
        values: dict[str, Any] = {}
        problems: list[FieldProblem] = []
        for column, given in row.items():
            name = self._names.get(str(column).strip(), str(column).strip())
            field = self.entity.fields.get(name)
            empty = given is None or not str(given).strip()
            if field is None and empty:
                continue
            values[name] = given
            if field is not None and field.type in ("link", "links") and not empty:
                self._link(field, given, values, problems)
        return values, problems

    def _link(
        self, field: Field, given: Any, values: dict[str, Any], problems: list[FieldProblem]
    ) -> None:
        words = [given] if field.type == "link" else _pieces(given)
        ids = [self._id(field, word) for word in words]
        if None in ids:
            missing = ", ".join(str(w) for w, id in zip(words, ids, strict=True) if id is None)
            message = say(
                '{field}: there is no record "{title}".', field=label(field), title=missing
            )
            problems.append(FieldProblem(field.name, message))
            values.pop(field.name)
            return
        values[field.name] = ids[0] if field.type == "link" else ids

    def _id(self, field: Field, given: Any) -> int | None:
        if isinstance(given, int):
            return given
        text = str(given).strip()
        if text.startswith("#") and halved(text)[1:].isdigit():
            return int(halved(text)[1:])
        key = (field.to, text)
        if key not in self._known:
            self._known[key] = self._found(self.session.entity(field.to), text)
        return self._known[key]

    def _found(self, target: Entity, text: str) -> int | None:
        """The only record with this title, or with this value in a unique field of its own."""
        for field in self._identifying(target):
            ids = self._ids(target, Query(filters=(Filter(field.name, "eq", (text,)),), columns=()))
            if len(ids) == 1:
                return ids[0][0]
        titled = self._ids(target, Query(search=text, columns=(), size=CANDIDATES))
        same = [id for id, title in titled if title == " ".join(text.split())]
        return same[0] if len(same) == 1 else None

    def _identifying(self, target: Entity) -> list[Field]:
        names = dict.fromkeys(
            [f.name for f in target.fields.values() if f.unique or f.type == "sequence"]
            + title_fields(self.session, target)
        )
        fields = (probed(self.session, target, name) for name in names)
        return [f for f in fields if f is not None and f.kind.name == "text"]

    def _ids(self, target: Entity, query: Query) -> list[tuple[int, str]]:
        try:
            return [(r.id, r.title) for r in Listing(self.session, target, query).page()]
        except Forbidden:
            return []


def _pieces(given: Any) -> list[Any]:
    if isinstance(given, list | tuple):
        return list(given)
    text = str(given)
    for mark in "，、；;\n":
        text = text.replace(mark, ",")
    return [piece.strip() for piece in text.split(",") if piece.strip()]
