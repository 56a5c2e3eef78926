"""What a transition writes: into its own record, and into the records that it links to."""

from __future__ import annotations

from language import say
from schema.building import Building
from schema.parts import Named, Part
from schema.source import Scalar
from schema.types import NEVER_GIVEN
from schema.values import Formula


def values_written(
    building: Building, entity: str, target: str, named: Named, key: str
) -> dict[str, Formula]:
    """The values or formulas, seen from `entity`, by field of `target`; `key` is where they stand."""
    found = {}
    for name, written in named.items():
        field = settable(building, target, Scalar(name, named.places[name]), key)
        kind = building.scope.fields(target).get(name)
        if field is None or kind is None:
            continue
        value = building.value(written, field.text("type"), kind, entity)
        if value is not None:
            found[name] = value
    return found


def settable(building: Building, entity: str, word: Scalar, key: str) -> Part | None:
    """The declared field that a transition writes, or None after a problem was noted."""
    part, fields = building.entities.get(entity), building.fields_of(entity)
    workflow = part.get("workflow") if part else None
    field = fields.get(word.text)
    if workflow is not None and word.text == workflow.text("field", "state"):
        message = say(
            'A transition ends in "to"; it does not {key} "{word}".', key=key, word=word.text
        )
        if key == "update":
            message = say(
                'Only its own buttons change "{word}" of "{entity}".', word=word.text, entity=entity
            )
        building.add(
            "E505",
            message,
            say('Leave "{word}" out of "{key}".', word=word.text, key=key),
            word.span,
        )
    elif field is None:
        building.known(word, say('field of "{entity}"', entity=entity), fields, "E504")
    elif field.get("formula") is not None or field.text("type") in NEVER_GIVEN - {
        "lines" if key == "ask" else ""
    }:
        message = say(
            '"{word}" is given by the engine, so nobody can {key} it.', word=word.text, key=key
        )
        building.add(
            "E505",
            message,
            say('Leave "{word}" out of "{key}".', word=word.text, key=key),
            word.span,
        )
    else:
        return field
    return None
