"""Values that the rulebook gives to the fields of a new record, seen from another one."""

from __future__ import annotations

from language import say
from schema.building import Building
from schema.parts import Named, Part
from schema.source import Scalar
from schema.types import NEVER_GIVEN
from schema.values import Formula


def read_values(
    building: Building, part: Part, of: str, seen_from: str, code: str
) -> dict[str, Formula]:
    """What `set` says about a record of `of`; without `seen_from` there is no row to ask."""
    written = part.get("set") or Named({}, {})
    level = "row" if seen_from else "value"
    kinds = building.scope.fields(of)
    found = {}
    for name, value in written.items():
        field = settable(building, of, Scalar(name, written.places[name]), code)
        if field is None or name not in kinds:
            continue
        formula = building.value(value, field.text("type"), kinds[name], seen_from, level)
        if formula is not None:
            found[name] = formula
    return found


def settable(building: Building, of: str, word: Scalar, code: str) -> Part | None:
    """The declared field that a rule may write, or None after a problem was noted."""
    fields = building.fields_of(of)
    if not building.known(word, say('field of "{of}"', of=of), fields, code):
        return None
    field = fields[word.text]
    if field.get("formula") is not None or field.text("type") in NEVER_GIVEN:
        message = say('"{word}" is given by the engine, so nothing can set it.', word=word.text)
        building.add(code, message, say('Leave "{word}" out of "set".', word=word.text), word.span)
        return None
    return field
