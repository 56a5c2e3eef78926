"""Checks between entities: what links point at, and lines and their links back."""

from __future__ import annotations

from formula import kinds
from language import say
from schema.building import PEOPLE, Building
from schema.parts import Part
from schema.problems import Wording, undeclared, unknown
from schema.scope import links_between
from schema.values import LOCALES

TARGET_KEYS = {"link": "to", "links": "to", "lines": "of"}
LINE_NUMBER = "line_number"
"""The column that keeps the order of lines."""


def check_relations(building: Building) -> None:
    """Note every relation of the rulebook that does not hold."""
    children: dict[str, str] = {}
    for name, entity in building.entities.items():
        for field in entity.get("fields", {}).values():
            key = TARGET_KEYS.get(field.text("type"), "")
            if key and field.get(key) is not None and _target_known(building, name, field, key):
                if key == "of":
                    _check_lines(building, name, field, children)
        _check_owner(building, entity)
        _check_due(building, entity)
        _check_done(building, entity)


def _target_known(building: Building, entity: str, field: Part, key: str) -> bool:
    """Whether a relation's other side is declared; if not, that is noted."""
    word = field.get(key)
    if word.text in building.scope.by_entity:
        return True
    if word.text not in building.findings.broken:
        wording = undeclared(f"{entity}.{field.name}", word.text, building.scope.places)
        building.findings.add("E301", wording, word.span)
    building.findings.broken.add(field.name)
    return False


def _check_lines(building: Building, parent: str, field: Part, children: dict[str, str]) -> None:
    """Note lines that their child does not link back from in just one way."""
    child = field.text("of")
    place = field.get("of").span
    taken = children.setdefault(child, f"{parent}.{field.name}")
    if taken != f"{parent}.{field.name}":
        message = say('"{child}" holds the lines of "{taken}" already.', child=child, taken=taken)
        building.add("E313", message, say("Declare another entity for these lines."), place)
    elif child == parent:
        message = say('"{child}" cannot hold its own lines.', child=child)
        building.add("E314", message, say("Name another entity."), place)
    elif "by" in field.values:
        _check_by(building, parent, field)
    else:
        _check_back(building, parent, field)


def _check_back(building: Building, parent: str, field: Part) -> None:
    """Note a child with no link back, with several, or with one that may be empty."""
    child = field.text("of")
    links = links_between(building.scope.by_entity[child], parent)
    place = field.get("of").span
    if building.findings.broken & set(building.fields_of(child)):
        return
    if not links:
        message = say('"{child}" has no link back to "{parent}".', child=child, parent=parent)
        hint = say(
            'Add to "{child}": {parent}: {{type: link, to: {parent}, required: true}}.',
            child=child,
            parent=parent,
        )
        building.add("E302", message, hint, place)
    elif len(links) > 1:
        message = say(
            '"{child}" has {count} links to "{parent}": {links}.',
            child=child,
            count=len(links),
            parent=parent,
            links=say(", ").join(links),
        )
        building.add("E303", message, say("Say which: by: {link}.", link=links[0]), place)
    else:
        _check_required(building, child, links[0])


def _check_by(building: Building, parent: str, field: Part) -> None:
    """Note a `by` that is no link from the child to the parent."""
    child, by = field.text("of"), field.get("by")
    links = links_between(building.scope.by_entity[child], parent)
    if by.text in links:
        _check_required(building, child, by.text)
    elif by.text not in building.findings.broken:
        wording = unknown(
            by.text, say('link from "{child}" to "{parent}"', child=child, parent=parent), links
        )
        building.findings.add("E304", wording, by.span)


def _check_required(building: Building, child: str, link: str) -> None:
    """Note a link back that could be left empty, or that is called as the line's place is."""
    field = building.fields_of(child)[link]
    if not field.get("required"):
        message = say(
            '"{child}.{link}" leads to the lines\' record and must be required.',
            child=child,
            link=link,
        )
        building.add("E305", message, say('Add "required: true".'), field.span)
    taken = building.fields_of(child).get(LINE_NUMBER)
    if taken:
        message = say(
            'A field of lines may not be called "{name}": the word is taken.', name=LINE_NUMBER
        )
        building.add("E106", message, say('Write "post" or "place".'), taken.span)


def _check_owner(building: Building, entity: Part) -> None:
    """Note an owner that is no link to a person."""
    word = entity.get("owner")
    if word is None:
        return
    person = building.scope.person()
    links = links_between(building.scope.by_entity[entity.name], person) if person else ()
    building.known(word, say("link to a person"), links, "E308")


def _check_due(building: Building, entity: Part) -> None:
    """Note a due date that is no date of the entity."""
    word = entity.get("due")
    if word is None:
        return
    fields = building.scope.fields(entity.name)
    declared = building.fields_of(entity.name)
    dates = [n for n in declared if fields.get(n) in (kinds.DATE, kinds.DATETIME)]
    building.known(word, say('date of "{entity}"', entity=entity.name), dates, "E309")


def _check_done(building: Building, entity: Part) -> None:
    """Note a field that finishes records and is no field of the entity."""
    word = entity.get("done")
    if word is not None:
        building.known(
            word,
            say('field of "{entity}"', entity=entity.name),
            building.fields_of(entity.name),
            "E310",
        )


def check_people(building: Building, people: Part | None) -> None:
    """Note a people entity that there is not, and fields that it has not."""
    if people is None or "entity" not in people.values:
        return
    word = people.get("entity")
    if word.text not in building.scope.by_entity:
        if word.text not in building.findings.broken:
            wording = undeclared("people.entity", word.text, building.scope.places)
            building.findings.add("E301", wording, word.span)
        building.findings.broken |= {PEOPLE, "me", "owner"}
        return
    for key in ("name", "department", "superior", "position", "locale"):
        if people.get(key) is not None:
            _check_people_field(building, word.text, people, key)


def _check_people_field(building: Building, entity: str, people: Part, key: str) -> None:
    """Note one field of a person that is missing, or is no link where one is needed."""
    word = people.get(key)
    fields = building.scope.fields(entity)
    if not building.known(word, say('field of "{entity}"', entity=entity), fields, "E310"):
        return
    kind = fields[word.text]
    if key == "department" and kind.name != "link":
        wording = Wording(
            say('"{word}" is not a link to a department.', word=word.text),
            say("Name a link field."),
        )
        building.findings.add("E307", wording, word.span)
    if key == "locale" and not (kind.name == "choice" and {*kind.options} <= {*LOCALES}):
        wording = Wording(
            say('"{word}" is not a choice of languages.', word=word.text),
            say(
                "Name a choice field with options of {languages}.",
                languages=say(", ").join(LOCALES),
            ),
        )
        building.findings.add("E307", wording, word.span)
    if key == "superior" and kind != kinds.link(entity):
        wording = Wording(
            say('"{word}" is not a link to "{entity}".', word=word.text, entity=entity),
            say("Name a link to a person."),
        )
        building.findings.add("E307", wording, word.span)
