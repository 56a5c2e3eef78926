"""The forms of single values: texts, labels, flags, numbers and words of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from formula.faults import quoted
from language import say
from schema.parts import WRONG, refuse
from schema.problems import Findings, Wording, unknown
from schema.source import Items, Node, Scalar, Table
from schema.types import NotPlain, read_decimal, read_percent
from schema.values import DEFAULT_LOCALE, LOCALES, Label


@dataclass(frozen=True, slots=True)
class Text:
    """A text of one line or more; it stays a scalar with its place."""

    says: str = "a text"
    number: bool = False

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The scalar."""
        if isinstance(node, Scalar) and not node.empty and node.text.strip():
            return node
        return refuse(node, key, say(self.says), findings, say('Write "{key}: …".', key=key))

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
        return refuse(node, key, say("a value or a formula"), findings)

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
            hint = say('Write a text, or {{zh_CN: …, en: …}} under "{key}".', key=key)
            return refuse(node, key, say("a text"), findings, hint)
        texts = {k.text: self._text(k, value, findings) for k, value in node}
        known = {locale: text for locale, text in texts.items() if text is not None}
        return Label(known) if len(known) == len(texts) else WRONG

    def _text(self, locale: Scalar, node: Node, findings: Findings) -> str | None:
        """The text of one language."""
        if locale.text not in LOCALES:
            findings.add("E215", unknown(locale.text, say("language"), LOCALES), locale.span)
            return None
        if not isinstance(node, Scalar) or node.empty:
            refuse(node, locale.text, say("a text"), findings)
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
        return refuse(
            node,
            key,
            say("true or false"),
            findings,
            say('Write "{key}: true" or leave it out.', key=key),
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
            return refuse(
                node,
                key,
                say("a whole number"),
                findings,
                say('Write "{key}: {low}".', key=key, low=self.low),
            )
        if not self.low <= int(node.text) <= self.high:
            limits = say("from {low} to {high}", low=self.low, high=self.high)
            wording = Wording(
                say(
                    '"{key}" goes {limits}; {value} is outside.',
                    key=key,
                    limits=limits,
                    value=node.text,
                ),
                say("Write a number {limits}.", limits=limits),
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
        return refuse(node, key, say("a number"), findings, say('Write "{key}: 10".', key=key))

    def json(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a percentage; it stays a scalar, for whether it has the sign matters."""

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The scalar."""
        if isinstance(node, Scalar):
            try:
                read_percent(node.text)
            except NotPlain:
                pass
            else:
                return node
        return refuse(
            node,
            key,
            say("a number or a percentage"),
            findings,
            say('Write "{key}: 80%".', key=key),
        )

    def json(self) -> dict[str, Any]:
        """A number, or a text with the sign."""
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^[-+0-9. ]+%$"}]}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]
    kind: str = "value"

    def read(self, node: Node, key: str, findings: Findings) -> Any:
        """The word."""
        if not isinstance(node, Scalar) or node.empty:
            return refuse(
                node,
                key,
                say("a word"),
                findings,
                say("Write one of: {words}.", words=say(", ").join(self.words)),
            )
        if node.text in self.words:
            return node.text
        findings.add(
            "E206",
            unknown(node.text, say(self.kind) if self.kind else quoted(key), self.words),
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
        return refuse(node, key, say(self.like), findings)

    def json(self) -> dict[str, Any]:
        """A string with a pattern."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}
