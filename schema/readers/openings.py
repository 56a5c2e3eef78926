"""Duties that open cycles: of which scorecards, and what these say in their stead."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from formula.reads import asks_who
from language import say
from schema.building import Building
from schema.indicators import Scorecard
from schema.objects import Entity, Field
from schema.parts import Part
from schema.source import Scalar
from schema.types import NEVER_GIVEN

BESIDE: Mapping[str, tuple[str, str]] = {
    "each": ("the scorecards say whose sheets theirs are.", "name the people there."),
    "when": ("the scorecards say to whom they apply.", "write the condition as their applies_to."),
    "set": ("the scorecards say what a new sheet says.", "write it as their set."),
    "match": ("a sheet is known by its person and its period.", "nothing else is needed."),
    "ahead": (
        "a cycle is opened when its period is over.",
        "write the day on which the sheets are to be there.",
    ),
}
"""Keys that a duty with `open` has no use for: why, and what to write instead."""


def check_beside(building: Building, part: Part) -> bool:
    """Whether a duty that opens cycles says how often; keys that say nothing there are noted."""
    for key, (why, instead) in BESIDE.items():
        if key in part.values:
            message = say('"{key}" has no meaning beside "open": {why}', key=key, why=say(why))
            building.add(
                "E856",
                message,
                say('Leave "{key}" out; {instead}', key=key, instead=say(instead)),
                part.place(key),
            )
    if part.get("every") is None:
        message = say(
            '"{part}" opens cycles and does not say how often to look for one.', part=part.name
        )
        building.add("E850", message, say("Write every: month, with the day."), part.span)
    return part.get("every") is not None and not BESIDE.keys() & part.values.keys()


def check_openings(
    building: Building,
    cards: Mapping[str, Part],
    entities: Mapping[str, Entity],
    scorecards: Mapping[str, Scorecard],
) -> None:
    """Note scorecards of which a duty could open no cycle, or make no sheet."""
    for entity in entities.values():
        declared = building.entities[entity.name].get("duties", {})
        for duty in entity.duties.values():
            for word in declared[duty.name].get("open", ()) if duty.open else ():
                if _known(building, cards, entity.name, word) and word.text in scorecards:
                    _check_card(building, entity, scorecards[word.text], word)


def _known(building: Building, cards: Mapping[str, Part], entity: str, word: Scalar) -> bool:
    """Whether a word is a scorecard whose sheets are records of an entity."""
    of = cards[word.text].text("of") if word.text in cards else entity
    if of != entity:
        message = say(
            'The sheets of "{word}" are records of "{of}", not of "{entity}".',
            word=word.text,
            of=of,
            entity=entity,
        )
        hint = say('Name it in a duty of "{of}".', of=of)
        building.add("E857", message, hint, word.span)
        return False
    ours = [name for name, card in cards.items() if card.text("of") == entity]
    return building.known(word, say('scorecard of "{entity}"', entity=entity), ours, "E857")


def _check_card(building: Building, entity: Entity, card: Scorecard, word: Scalar) -> None:
    """Note what keeps a duty from opening a card's cycles and making its sheets."""
    declared = building.entities[entity.name]
    state = declared.get("workflow").text("field", "state") if declared.get("workflow") else ""
    if card.length.field:
        message = say('Each sheet of "{card}" says itself how long its period is.', card=card.name)
        hint = say(
            "A duty needs one length for all: write length: month, quarter, half or year there."
        )
        building.add("E857", message, hint, word.span)
    if card.whose and card.applies_to is None:
        message = say('"{card}" does not say to whom it applies.', card=card.name)
        hint = say("Write applies_to: and a condition on whom the sheets are about there.")
        building.add("E857", message, hint, word.span)
    if any(asks_who(formula.tree) for formula in card.set.values()):
        message = say(
            '"{card}" sets what depends on who opens it, and here the engine does.', card=card.name
        )
        hint = say('Name a person of the row in its "set", such as id, owner or a link to one.')
        building.add("E857", message, hint, word.span)
    for name in left_empty(entity.fields, {*card.set, card.whose, card.period, state}):
        message = say(
            '"{card}" leaves "{name}" empty, which is required.', card=card.name, name=name
        )
        hint = say("Write set: {{{name}: …}} there, or make the field required later.", name=name)
        building.add("E857", message, hint, word.span)


def left_empty(fields: Mapping[str, Field], given: Collection[str]) -> Iterator[str]:
    """The required fields that nothing fills in when nobody is at work."""
    for field in fields.values():
        if field.name in given or field.type in NEVER_GIVEN:
            continue
        if field.required and field.stored and not _has_start(field):
            yield field.name


def _has_start(field: Field) -> bool:
    """Whether a field starts with a value even when nobody is at work."""
    return field.default is not None and not asks_who(field.default.tree)
