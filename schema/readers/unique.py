"""Fields that are unique together: no two living records share all their values."""

from __future__ import annotations

from collections.abc import Mapping

from language import say
from schema.building import Building, texts
from schema.objects import Field
from schema.parts import Part
from schema.problems import article
from schema.readers.layout import no_field
from schema.source import Scalar

SEVERAL = frozenset({"links", "lines", "file", "image"})
"""Types whose values are not compared with each other."""


def read_unique(
    building: Building, part: Part, fields: Mapping[str, Field]
) -> tuple[tuple[str, ...], ...]:
    """The groups of fields that are unique together."""
    groups = (_group(building, part.name, words, fields) for words in part.get("unique", ()))
    return tuple(dict.fromkeys(group for group in groups if group))


def _group(
    building: Building, entity: str, words: tuple[Scalar, ...], fields: Mapping[str, Field]
) -> tuple[str, ...]:
    """One group; nothing where a name is wrong, which is noted."""
    fits = [_compared(building, entity, word, fields) for word in words]
    return texts(words) if all(fits) else ()


def _compared(building: Building, entity: str, word: Scalar, fields: Mapping[str, Field]) -> bool:
    """Whether a word names a field with one stored value; if not, that is noted."""
    field = fields.get(word.text)
    if field is None:
        return no_field(building, entity, word, fields)
    what = _unfit(field)
    if what:
        message = say(
            '"{word}" cannot be unique together with others: it is {what}.',
            word=word.text,
            what=what,
        )
        building.add("E311", message, say("Name another field."), word.span)
    return not what


def _unfit(field: Field) -> str:
    """What keeps a field from being compared, or nothing."""
    if field.formula is not None:
        return say("a computed field")
    if field.retired:
        return say("retired")
    if field.multiple:
        return say("a choice of several options")
    return say("{type} field", type=article(field.type)) if field.type in SEVERAL else ""
