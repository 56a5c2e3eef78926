"""The forms of lists and mappings: elements, names that the author gives, fixed keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from language import say
from schema import foreign, names
from schema.parts import WRONG, Named, Part, Shape, refuse
from schema.problems import Findings, Wording, article, missing, unknown
from schema.scalar_shapes import LabelText, Text
from schema.source import Items, Node, Scalar, Table
from schema.values import LOCALES, Span


@dataclass(frozen=True, slots=True)
class Many:
    """A list; `single` lets one bare element stand for a list of one."""

    of: Shape
    single: bool = False
    least: int = 0
    unique: bool = False

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The elements as a tuple; wrong ones are left out."""
        if not isinstance(node, Items):
            if self.single and not (isinstance(node, Scalar) and node.empty):
                value = self.of.read(node, key, findings)
                return WRONG if value is WRONG else (value,)
            return refuse(node, key, say("a list"), findings, say('Write "{key}: [ … ]".', key=key))
        if len(node.items) < self.least:
            findings.add("E209", _too_few(key, len(node.items), self.least), node.span)
            return WRONG
        values = [self.of.read(item, key, findings) for item in node.items]
        kept = tuple(value for value in values if value is not WRONG)
        return self._once(kept, key, findings) if self.unique else kept

    def _once(self, values: tuple[Any, ...], key: str, findings: Findings) -> tuple[Any, ...]:
        """The elements without those that stand twice."""
        seen: dict[str, Any] = {}
        for value in values:
            if str(value) in seen:
                wording = Wording(
                    say('"{value}" stands twice in "{key}".', value=value, key=key),
                    say("Keep one of them."),
                )
                findings.add("E214", wording, value.span)
            seen.setdefault(str(value), value)
        return tuple(seen.values())

    def json(self) -> dict[str, Any]:
        """An array, or one element."""
        array: dict[str, Any] = {"type": "array", "items": self.of.json()}
        if self.least:
            array["minItems"] = self.least
        return {"anyOf": [array, self.of.json()]} if self.single else array


def _too_few(key: str, count: int, least: int) -> Wording:
    """That a list has fewer elements than it must, and how many it must have."""
    if not count:
        return Wording(
            say('"{key}" is empty.', key=key), say("Write at least one element, or leave it out.")
        )
    message = say(
        '"{key}" has {count} of at least {least} elements.', key=key, count=count, least=least
    )
    return Wording(message, say("Write at least {least} elements.", least=least))


@dataclass(frozen=True, slots=True)
class Names:
    """A mapping whose keys are names that the author gives."""

    kind: str
    of: Shape
    check: bool = True
    least: int = 0

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """Name to value, in the order of the file; wrong ones are left out."""
        if not isinstance(node, Table):
            return refuse(
                node, key, say("a mapping"), findings, say('Write "{key}: {{name: …}}".', key=key)
            )
        if len(node.entries) < self.least:
            findings.add(
                "E209",
                Wording(
                    say('"{key}" is empty.', key=key),
                    say("Declare at least one {kind}.", kind=say(self.kind)),
                ),
                node.span,
            )
            return WRONG
        values: dict[str, Any] = {}
        for name, child in node:
            value = self._one(name, child, findings)
            if value is WRONG:
                findings.broken.add(name.text)
            else:
                values[name.text] = value
        return Named(values, {name.text: name.span for name, _ in node})

    def _one(self, name: Scalar, child: Node, findings: Findings) -> Any:
        """One entry; a name that may not be given is noted and kept out."""
        fault = names.fault(name.text, self.kind) if self.check else names.key_fault(name.text)
        if fault:
            findings.add(*fault, name.span)
        value = _named(self.of, child, name, findings)
        if isinstance(value, Part):
            value = Part(name.text, name.span, value.values, value.places)
        return WRONG if fault else value

    def json(self) -> dict[str, Any]:
        """An object with any property names."""
        return {"type": "object", "additionalProperties": self.of.json()}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an object: the form of its value, and whether it must be there."""

    of: Shape
    required: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """A mapping with fixed keys, looked up by name in the table of objects."""

    name: str
    table: Callable[[], Mapping[str, Mapping[str, Key]]] = field(compare=False)
    open: bool = False

    def read(self, node: Node, key: str, findings: Findings, place: Span | None = None) -> Any:
        """The part; unknown keys are noted, and missing ones at the part's own name."""
        keys = self.table()[self.name]
        if not isinstance(node, Table):
            needed = next((k for k, v in keys.items() if v.required), next(iter(keys)))
            return refuse(
                node, key, say("a mapping"), findings, say("Write {{{needed}: …}}.", needed=needed)
            )
        values, places = {}, {}
        for name, child in node:
            value = self._value(name, child, keys, findings)
            places[name.text] = name.span
            if value is not WRONG:
                values[name.text] = value
        self._missing(node, key, keys, findings, place or _head(node))
        return Part(key, node.span, values, places)

    def _value(self, name: Scalar, child: Node, keys: Mapping[str, Key], findings: Findings) -> Any:
        """The value of one key."""
        if name.text in keys:
            return _named(keys[name.text].of, child, name, findings)
        if self.open:
            return Text().read(child, name.text, findings)
        ours = foreign.key_here(name.text, set(keys))
        if ours:
            wording = Wording(
                say('"{name}" is called "{ours}" here.', name=name.text, ours=ours),
                say('Write "{ours}: …".', ours=ours),
            )
            findings.add("E203", wording, name.span)
        else:
            findings.add(
                "E202",
                unknown(name.text, say("key of {object}", object=self._title()), keys),
                name.span,
            )
        return WRONG

    def _title(self) -> str:
        """The object with its article."""
        return article(say(self.name))

    def _missing(
        self, node: Table, key: str, keys: Mapping[str, Key], findings: Findings, place: Span
    ) -> None:
        """Note every key that must be there and is not, not even misspelt."""
        written = set(node.entries)
        strays = {foreign.key_here(k, set(keys)) for k in written}
        for name, declared in keys.items():
            if declared.required and name not in written | strays:
                findings.add("E204", missing(name, key), place)

    def json(self) -> dict[str, Any]:
        """A reference to the object's definition."""
        return {"$ref": f"#/$defs/{self.name}"}


def _named(shape: Shape, node: Node, name: Scalar, findings: Findings) -> Any:
    """What a shape reads under a name; an object also learns where its name stands."""
    if isinstance(shape, Object):
        return shape.read(node, name.text, findings, name.span)
    return shape.read(node, name.text, findings)


def _head(node: Table) -> Span:
    """The first key of a mapping stands for the whole, which may be many lines long."""
    first = next(iter(node.entries.values()), None)
    return first[0].span if first else node.span


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label alone, or an object that has a label and more."""

    of: Object

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The label, or the part."""
        languages = isinstance(node, Table) and node.entries and set(node.entries) <= set(LOCALES)
        bare = isinstance(node, Scalar) and not node.empty
        return (LabelText() if languages or bare else self.of).read(node, key, findings)

    def json(self) -> dict[str, Any]:
        """A label or the object."""
        return {"anyOf": [*LabelText().json()["anyOf"], self.of.json()]}


@dataclass(frozen=True, slots=True)
class ByForm:
    """Different shapes for a text, a list and a mapping."""

    says: str
    hint: str = ""
    scalar: Shape | None = None
    items: Shape | None = None
    table: Shape | None = None

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """What the shape for this form reads."""
        shape = {Scalar: self.scalar, Items: self.items, Table: self.table}[type(node)]
        if shape is None or (isinstance(node, Scalar) and node.empty):
            return refuse(node, key, say(self.says), findings, say(self.hint))
        return shape.read(node, key, findings)

    def json(self) -> dict[str, Any]:
        """Any of the shapes."""
        return {"anyOf": [s.json() for s in (self.scalar, self.items, self.table) if s]}


@dataclass(frozen=True, slots=True)
class Written:
    """A list or a mapping that is kept as it stands, for whoever knows its form."""

    says: str
    hint: str
    forms: tuple[type[Items | Table], ...]

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The node itself."""
        if isinstance(node, self.forms):
            return node
        return refuse(node, key, say(self.says), findings, say(self.hint))

    def json(self) -> dict[str, Any]:
        """An array or an object of anything."""
        return {"type": ["array" if form is Items else "object" for form in self.forms]}
