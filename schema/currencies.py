"""Where exchange rates come from, and the currencies in which amounts may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formula.faults import either, listed, quoted
from formula.kinds import is_code
from formula.scope import Rates
from language import say
from schema.building import Building, texts
from schema.parts import Part
from schema.problems import undeclared
from schema.source import Scalar

KEYS = ("currency", "date", "rate")
TYPES = {"currency": ("choice", "string"), "date": ("date",), "rate": ("decimal", "integer")}
"""The field types that each column of the table of rates may have."""


def rates_of(company: Part | None, entities: Mapping[str, Part], base: str) -> Rates | None:
    """The table of exchange rates, as far as it is said completely and its fields are there."""
    part = company.get("rates") if company else None
    if not isinstance(part, Part) or part.text("entity") not in entities:
        return None
    fields = entities[part.text("entity")].get("fields", {})
    if any(part.text(key) not in fields for key in KEYS):
        return None
    written: Any = fields[part.text("currency")].get("options", ())
    codes = tuple(str(option) for option in written)
    named = {key: part.text(key) for key in ("entity", *KEYS)}
    return Rates(**named, base=base, codes=codes)


def check_rates(building: Building, company: Part | None) -> None:
    """Note a table of rates that is not there, or whose fields cannot be what they are for."""
    part = company.get("rates") if company else None
    if not isinstance(part, Part) or not all(part.text(key) for key in ("entity", *KEYS)):
        return
    entity: Scalar = part.get("entity")
    if entity.text not in building.scope.by_entity:
        if entity.text not in building.findings.broken:
            wording = undeclared("company.rates.entity", entity.text, building.scope.places)
            building.findings.add("E301", wording, entity.span)
        return
    fields = building.fields_of(entity.text)
    for key in KEYS:
        word: Scalar = part.get(key)
        if building.known(word, say('field of "{entity}"', entity=entity.text), fields, "E310"):
            _check_column(building, key, word, fields[word.text])
    if building.scope.exchange is not None:
        _check_alone(building, entity, building.scope.exchange)


def _check_column(building: Building, key: str, word: Scalar, field: Part) -> None:
    """Note a field of another type, one that may be empty, or options that are no currencies."""
    if field.text("type") not in TYPES[key] or field.get("multiple"):
        message = say('"{word}" cannot be the {key} of an exchange rate.', word=word.text, key=key)
        building.add(
            "E317",
            message,
            say("Name a field of type {types}.", types=either(map(quoted, TYPES[key]))),
            word.span,
        )
    elif not field.get("required") and field.get("formula") is None:
        message = say(
            '"{word}" may be empty, so a rate could lack its {key}.', word=word.text, key=key
        )
        building.add(
            "E317", message, say('Add "required: true" to "{word}".', word=word.text), word.span
        )
    written: Any = field.get("options", ())
    strange = [str(option) for option in written if not is_code(str(option))]
    if key == "currency" and strange:
        message = say("These options are no currencies: {options}.", options=listed(strange))
        building.add("E317", message, say("Write three capital letters, such as USD."), word.span)


def _check_alone(building: Building, entity: Scalar, rates: Rates) -> None:
    """Note a table that may hold two rates of one currency from the same day on."""
    groups = building.entities[entity.text].get("unique", ())
    if {rates.currency, rates.date} not in [set(texts(group)) for group in groups]:
        message = say(
            '"{entity}" may hold two rates of one currency from one day on.', entity=entity.text
        )
        hint = say(
            "Add to it: unique: [[{currency}, {date}]].", currency=rates.currency, date=rates.date
        )
        building.add("E317", message, hint, entity.span)


def check_currency(building: Building, entity: str, field: Part) -> None:
    """Note an amount in a currency that has no rates, or that no field of its record says."""
    word: Scalar | None = field.get("currency")
    if word is None or field.text("type") != "money":
        return
    rates = building.scope.exchange
    if not is_code(word.text):
        _check_held(building, entity, word)
    elif rates and rates.codes and word.text not in (rates.base, *rates.codes):
        message = say('"{word}" is no currency of the exchange rates.', word=word.text)
        known = listed((rates.base, *rates.codes))
        building.add("E318", message, say("Write one of: {known}.", known=known), word.span)


def _check_held(building: Building, entity: str, word: Scalar) -> None:
    """Note a word that is neither a currency nor the way to a field that says one."""
    found = building.formula(word, entity) if entity else None
    if entity and found is None:
        return
    if found is None or found.tree.kind.many or found.tree.kind.name not in ("choice", "text"):
        message = say('"{word}" is no currency, and no field that says one.', word=word.text)
        hint = say("Write three capital letters, such as USD, or the name of a choice field.")
        building.add("E318", message, hint, word.span)
