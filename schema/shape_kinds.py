"""The forms that a value of the YAML can have: each reads a node and describes itself.

`read` gives the Python value, or WRONG after it noted a problem; `json` gives the
same form as JSON Schema, so that editors and the checker never differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from schema import foreign, names
from schema.objects import DEFAULT_LOCALE, LOCALES, Label, Span
from schema.problems import Findings, Wording, missing, must_be, unknown
from schema.source import Items, Node, Scalar, Table
from schema.types import NotPlain, read_decimal

WRONG: Any = object()
"""What a shape gives after it noted a problem."""


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping of the YAML whose keys and values have the right form."""

    name: str
    span: Span
    values: Mapping[str, Any]
    places: Mapping[str, Span]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or a default."""
        return self.values.get(key, default)

    def place(self, key: str) -> Span:
        """Where a key stands, or the whole part."""
        return self.places.get(key, self.span)

    def text(self, key: str, default: str = "") -> str:
        """The value of a key as text."""
        found = self.values.get(key)
        return default if found is None else str(found)


class Named(dict[str, Any]):
    """Values by the names that the author gave, and where each name stands."""

    __slots__ = ("places",)

    def __init__(self, values: Mapping[str, Any], places: Mapping[str, Span]) -> None:
        """Keep the values in the order of the file."""
        super().__init__(values)
        self.places = dict(places)


class Shape(Protocol):
    """What every form can do."""

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The value of a node that stands under a key."""

    def json(self) -> dict[str, Any]:
        """The form as JSON Schema."""


def found(node: Node) -> str:
    """What stands there, in the words of a message."""
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Table):
        return "a mapping"
    return "nothing" if node.empty else f'"{_short(node.text)}"'


def _short(text: str) -> str:
    """A text that fits into a message."""
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:29]}…"


def _refuse(node: Node, key: str, kind: str, findings: Findings, hint: str = "") -> Any:
    """Note that a value has another form than the one that belongs here."""
    findings.add("E205", must_be(key, kind, found(node), hint), node.span)
    return WRONG


@dataclass(frozen=True, slots=True)
class Text:
    """A text of one line or more; it stays a scalar with its place."""

    says: str = "a text"
    number: bool = False

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The scalar."""
        if isinstance(node, Scalar) and not node.empty and node.text.strip():
            return node
        return _refuse(node, key, self.says, findings, f'Write "{key}: …".')

    def json(self) -> dict[str, Any]:
        """A string; numbers and flags too where a formula may be just that."""
        return {"type": ["string", "number", "boolean"] if self.number else "string"}


@dataclass(frozen=True, slots=True)
class Value:
    """A plain value, nothing at all, or several values; the field's type reads it."""

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The scalar, or a tuple of scalars."""
        if isinstance(node, Scalar):
            return node
        if isinstance(node, Items) and all(isinstance(item, Scalar) for item in node.items):
            return node
        return _refuse(node, key, "a value or a formula", findings)

    def json(self) -> dict[str, Any]:
        """Anything that is not a mapping."""
        return {"type": ["string", "number", "boolean", "null", "array"]}


@dataclass(frozen=True, slots=True)
class LabelText:
    """A label: a text, or one text per language."""

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The label."""
        if isinstance(node, Scalar) and not node.empty and node.text.strip():
            return Label({DEFAULT_LOCALE: node.text})
        if not isinstance(node, Table) or not node.entries:
            hint = f'Write a text, or {{zh_CN: …, en: …}} under "{key}".'
            return _refuse(node, key, "a text", findings, hint)
        texts = {k.text: self._text(k, value, findings) for k, value in node}
        return WRONG if None in texts.values() else Label(texts)

    def _text(self, locale: Scalar, node: Node, findings: Findings) -> str | None:
        """The text of one language."""
        if locale.text not in LOCALES:
            findings.add("E215", unknown(locale.text, "language", LOCALES), locale.span)
            return None
        if not isinstance(node, Scalar) or node.empty:
            _refuse(node, locale.text, "a text", findings)
            return None
        return node.text

    def json(self) -> dict[str, Any]:
        """A string or a mapping of languages."""
        texts = {locale: {"type": "string"} for locale in LOCALES}
        return {
            "anyOf": [
                {"type": ["string", "number"]},
                {"type": "object", "properties": texts, "additionalProperties": False},
            ]
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false, and no other word for it."""

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The truth value."""
        if isinstance(node, Scalar) and not node.quoted and node.text in {"true", "false"}:
            return node.text == "true"
        return _refuse(
            node, key, "true or false", findings, f'Write "{key}: true" or leave it out.'
        )

    def json(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds."""

    low: int = 0
    high: int = 1_000_000

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The number."""
        if not isinstance(node, Scalar) or not re.fullmatch(r"-?\d{1,12}", node.text):
            return _refuse(node, key, "a whole number", findings, f'Write "{key}: {self.low}".')
        if not self.low <= int(node.text) <= self.high:
            limits = f"from {self.low} to {self.high}"
            wording = Wording(
                f'"{key}" goes {limits}; {node.text} is outside.', f"Write a number {limits}."
            )
            findings.add("E208", wording, node.span)
            return WRONG
        return int(node.text)

    def json(self) -> dict[str, Any]:
        """An integer with bounds."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Exact:
    """A number with decimals, kept exact."""

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The number as Decimal."""
        if isinstance(node, Scalar):
            try:
                return read_decimal(node.text)
            except NotPlain:
                pass
        return _refuse(node, key, "a number", findings, f'Write "{key}: 10".')

    def json(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]
    kind: str = "value"

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The word."""
        if not isinstance(node, Scalar) or node.empty:
            return _refuse(node, key, "a word", findings, f"Write one of: {', '.join(self.words)}.")
        if node.text in self.words:
            return node.text
        findings.add(
            "E206",
            unknown(node.text, f'"{key}"' if not self.kind else self.kind, self.words),
            node.span,
        )
        return WRONG

    def json(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Matching:
    """A text of a fixed pattern, such as a month."""

    pattern: str
    like: str

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The scalar."""
        if isinstance(node, Scalar) and re.fullmatch(self.pattern, node.text):
            return node
        return _refuse(node, key, self.like, findings)

    def json(self) -> dict[str, Any]:
        """A string with a pattern."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


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
            return _refuse(node, key, "a list", findings, f'Write "{key}: [ … ]".')
        if len(node.items) < self.least:
            findings.add(
                "E209",
                Wording(f'"{key}" is empty.', "Write at least one element, or leave it out."),
                node.span,
            )
            return WRONG
        values = [self.of.read(item, key, findings) for item in node.items]
        kept = tuple(value for value in values if value is not WRONG)
        return self._once(kept, key, findings) if self.unique else kept

    def _once(self, values: tuple[Any, ...], key: str, findings: Findings) -> tuple[Any, ...]:
        """The elements without those that stand twice."""
        seen: dict[str, Any] = {}
        for value in values:
            if str(value) in seen:
                wording = Wording(f'"{value}" stands twice in "{key}".', "Keep one of them.")
                findings.add("E214", wording, value.span)
            seen.setdefault(str(value), value)
        return tuple(seen.values())

    def json(self) -> dict[str, Any]:
        """An array, or one element."""
        array: dict[str, Any] = {"type": "array", "items": self.of.json()}
        if self.least:
            array["minItems"] = self.least
        return {"anyOf": [array, self.of.json()]} if self.single else array


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
            return _refuse(node, key, "a mapping", findings, f'Write "{key}: {{name: …}}".')
        if len(node.entries) < self.least:
            findings.add(
                "E209",
                Wording(f'"{key}" is empty.', f"Declare at least one {self.kind}."),
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
            return _refuse(node, key, "a mapping", findings, f"Write {{{needed}: …}}.")
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
            wording = Wording(f'"{name.text}" is called "{ours}" here.', f'Write "{ours}: …".')
            findings.add("E203", wording, name.span)
        else:
            findings.add("E202", unknown(name.text, f"key of {self._title()}", keys), name.span)
        return WRONG

    def _title(self) -> str:
        """The object with its article."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"

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
            return _refuse(node, key, self.says, findings, self.hint)
        return shape.read(node, key, findings)

    def json(self) -> dict[str, Any]:
        """Any of the shapes."""
        return {"anyOf": [s.json() for s in (self.scalar, self.items, self.table) if s]}
