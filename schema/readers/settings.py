"""Settings: values that the administrator may change on a screen."""

from __future__ import annotations

from collections.abc import Mapping

from formula.reads import settings_read
from language import say
from schema.building import Building
from schema.merge import Merged
from schema.objects import SettingDeclaration
from schema.parts import Part
from schema.problems import article
from schema.readers.fields import NO_SETTINGS, read_field
from schema.types import TYPES


def read_settings(
    building: Building, merged: Merged, currency: str
) -> dict[str, SettingDeclaration]:
    """Every setting of the rulebook; its default needs no record."""
    parts: Mapping[str, Part] = merged.parts["settings"]
    found = {}
    for key, part in parts.items():
        if part.text("type") not in TYPES:
            continue
        if part.text("type") in NO_SETTINGS:
            message = say("A setting cannot be {type}.", type=article(part.text("type")))
            building.add(
                "E219", message, say("Write integer, string, date or the like."), part.place("type")
            )
            continue
        field = read_field(building, "", part, currency, level="value")
        found[key] = SettingDeclaration(
            key, field, bool(part.get("dated")), part.get("group"), merged.module(part), part.span
        )
    _check_defaults(building, parts, found)
    return found


def _check_defaults(
    building: Building, parts: Mapping[str, Part], found: Mapping[str, SettingDeclaration]
) -> None:
    """Note each setting without a past whose default has one."""
    for key, declared in found.items():
        default = declared.field.default
        read = settings_read(default.tree) if default else frozenset()
        dated = sorted(name for name in read if name in found and found[name].dated)
        if dated and not declared.dated:
            message = say(
                '"{key}" has no dates, and its default "{setting}" has.', key=key, setting=dated[0]
            )
            hint = say('Write "dated: true" for "{key}", too.', key=key)
            building.add("E832", message, hint, parts[key].place("default"))
