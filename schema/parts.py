"""Pieces of the YAML that have the right form, and what every shape can do.

`read` gives the Python value of a node, or WRONG after it noted a problem; `json` gives
the same form as JSON Schema, so that editors and the checker never differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from formula.faults import quoted
from language import say
from schema.problems import Findings, must_be
from schema.source import Items, Node, Table
from schema.values import Span

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
        return say("a list")
    if isinstance(node, Table):
        return say("a mapping")
    return say("nothing") if node.empty else quoted(_short(node.text))


def _short(text: str) -> str:
    """A text that fits into a message."""
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:29]}…"


def refuse(node: Node, key: str, kind: str, findings: Findings, hint: str = "") -> Any:
    """Note that a value has another form than the one that belongs here."""
    findings.add("E205", must_be(key, kind, found(node), hint), node.span)
    return WRONG
