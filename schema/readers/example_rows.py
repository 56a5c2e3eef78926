"""The rows of an example: made-up records of which only the fields that matter are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from formula.reads import fields_read
from language import say
from schema.building import Building
from schema.examples import Known, Row
from schema.objects import Entity, Field
from schema.parts import WRONG, Named, refuse
from schema.problems import Wording, article, unknown
from schema.source import Items, Node, Scalar, Table
from schema.types import TYPES, NotPlain, read_date

OWNER = "owner"
SEVERAL = ("links", "lines")


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of examples against the entities; what is wrong is noted."""

    building: Building
    entities: Mapping[str, Entity]

    def all(self, written: Named) -> tuple[Row, ...]:
        """The rows of every entity, in the order of the file."""
        found: list[Row] = []
        for entity, node in written.items():
            place = Scalar(entity, written.places[entity])
            if self.building.known(place, say("entity"), self.entities, "E860"):
                found += self._rows(entity, node)
        return tuple(found)

    def row(self, entity: str, node: Table, key: str = "") -> Row:
        """One row; values that are wrong are left out."""
        values = {}
        for name, child in node:
            found = self._value(entity, name, child)
            if found is not WRONG:
                values[name.text] = found
        return Row(entity, values, key)

    def _rows(self, entity: str, node: Node) -> Iterator[Row]:
        """A list of rows, or a mapping of a key to each."""
        keyed: Iterable[tuple[str, Node]] = ()
        if isinstance(node, Table):
            keyed = ((key.text, child) for key, child in node)
        elif isinstance(node, Items):
            keyed = (("", child) for child in node.items)
        found = (self._whole(entity, child, key) for key, child in keyed)
        return (row for row in found if row is not WRONG)

    def _whole(self, entity: str, node: Node, key: str = "") -> Any:
        """A row that stands in a list of rows, or WRONG after a problem was noted."""
        if isinstance(node, Table):
            return self.row(entity, node, key)
        hint = say("Write {field: value, …}.")
        return refuse(node, key or entity, say("a row"), self.building.findings, hint)

    def _value(self, entity: str, name: Scalar, node: Node) -> Any:
        """The value of one field, or WRONG after a problem was noted."""
        declared = self.entities[entity]
        field = declared.fields.get(name.text)
        if name.text == OWNER and field is None and self.building.scope.person():
            return self._linked(self.building.scope.person(), name.text, node)
        if field is None:
            return self._no_field(declared, name)
        if not self._may_be_given(declared, field, name):
            return WRONG
        if isinstance(node, Scalar) and node.empty:
            return None
        if field.type in SEVERAL or (field.type == "choice" and field.multiple):
            return self._several(field, name.text, node)
        return self._one(field, name.text, node)

    def _no_field(self, entity: Entity, name: Scalar) -> Any:
        given = [f.name for f in entity.fields.values() if f.stored or f.type == "lines"]
        wording = unknown(
            name.text, say('field of "{entity}"', entity=entity.name), given, entity.fields
        )
        self.building.findings.add("E861", wording, name.span)
        return WRONG

    def _may_be_given(self, entity: Entity, field: Field, name: Scalar) -> bool:
        """Whether a row can say a field; one that is computed says what it comes from."""
        wording = None
        if field.formula is not None:
            own = sorted(n for e, n in fields_read(field.formula.tree) if e == entity.name)
            hint = (
                say("Give what it comes from: {fields}.", fields=say(", ").join(own))
                if own
                else say("Leave it out.")
            )
            wording = Wording(
                say('"{field}" is computed and cannot be given.', field=field.name), hint
            )
        elif field.type in ("file", "image"):
            message = say(
                '"{field}" is {type}, which an example cannot give.',
                field=field.name,
                type=article(field.type),
            )
            wording = Wording(message, say("Leave it out."))
        if wording:
            self.building.findings.add("E862", wording, name.span)
        return wording is None

    def _several(self, field: Field, key: str, node: Node) -> Any:
        """A list of values, of linked records or of lines."""
        if not isinstance(node, Items):
            hint = say('Write "{key}: [ … ]".', key=key)
            return refuse(node, key, say("a list"), self.building.findings, hint)
        read: Callable[[Node], Any] = lambda child: self._one(field, key, child)  # noqa: E731
        if field.type == "lines":
            read = lambda child: self._whole(field.of, child)  # noqa: E731
        found = tuple(read(child) for child in node.items)
        return tuple(value for value in found if value is not WRONG)

    def _one(self, field: Field, key: str, node: Node) -> Any:
        if field.type in ("link", "links"):
            return self._linked(field.to, key, node)
        if not isinstance(node, Scalar) or node.empty:
            return refuse(
                node, key, say("a value"), self.building.findings, say('Write "{key}: …".', key=key)
            )
        return self.plain(field, node)

    def _linked(self, entity: str, key: str, node: Node) -> Any:
        """A key that is made up on the spot, or the linked record itself."""
        if isinstance(node, Table) and entity in self.entities:
            return self.row(entity, node)
        if isinstance(node, Scalar) and not node.empty:
            return Known(entity, node.text)
        hint = say('Write a short key such as "{key}: one", or {{field: value}}.', key=key)
        return refuse(node, key, say("a key or a record"), self.building.findings, hint)

    def plain(self, field: Field, written: Scalar, code: str = "E863") -> Any:
        """A plain value of a field's type, or WRONG after a problem was noted."""
        type_ = TYPES[field.type]
        if field.type == "choice":
            if self.building.known(
                written, say('option of "{field}"', field=field.name), field.options, code
            ):
                return written.text
            return WRONG
        try:
            return self._read(field.type, written.text)
        except NotPlain:
            message = say(
                '"{field}" must be {like}, not "{written}".',
                field=field.name,
                like=say(type_.like),
                written=written.text,
            )
            self.building.add(
                code, message, say("Write the value alone, no formula."), written.span
            )
            return WRONG

    def _read(self, type_: str, text: str) -> Any:
        """A plain value; a moment may be a day, at its beginning."""
        read = TYPES[type_].plain or str
        if type_ == "datetime" and len(text) == len("2024-06-30"):
            return datetime.combine(read_date(text), time())
        return read(text)


def keys_of(rows: object) -> Iterator[Known]:
    """Every record that rows name by a key, however deep."""
    if isinstance(rows, Known):
        yield rows
    elif isinstance(rows, tuple):
        for each in rows:
            yield from keys_of(each)
    elif isinstance(rows, Row):
        if rows.key:
            yield Known(rows.entity, rows.key)
        for value in rows.values.values():
            yield from keys_of(value)
