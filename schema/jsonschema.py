"""The JSON Schema that editors use while somebody writes a rulebook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schema.nested_shapes import Key
from schema.shapes import OBJECTS
from schema.types import TYPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OPEN = frozenset({"company"})
"""Objects that may have keys of their own."""


def document() -> dict[str, Any]:
    """Every key of the language with its form, from the same table that the checker reads.

    >>> document()["$defs"]["role"]["additionalProperties"]
    False
    """
    definitions = {name: _object(name, keys) for name, keys in OBJECTS.items() if name != "file"}
    for name in ("field", "setting"):
        definitions[name]["properties"]["type"] = {
            "enum": list(TYPES),
            "description": "; ".join(f"{t.name}: {t.label.text('en')}" for t in TYPES.values()),
        }
    return {"$schema": DIALECT, "title": "Rulebook", **_object("file", OBJECTS["file"]),
            "$defs": definitions}  # fmt: skip


def _object(name: str, keys: Mapping[str, Key]) -> dict[str, Any]:
    """One object: its keys, and those that must be there."""
    made: dict[str, Any] = {
        "type": "object",
        "properties": {key: _key(shape) for key, shape in keys.items()},
        "additionalProperties": {"type": ["string", "number"]} if name in OPEN else False,
    }
    required = [key for key, shape in keys.items() if shape.required]
    return made | ({"required": required} if required else {})


def _key(key: Key) -> dict[str, Any]:
    """The form of one key with what it is for."""
    return key.of.json() | ({"description": key.says} if key.says else {})


def write(file: Path) -> None:
    """Write the JSON Schema into a file for editors."""
    text = json.dumps(document(), ensure_ascii=False, indent=1)
    file.write_text(f"{text}\n", encoding="utf-8")
