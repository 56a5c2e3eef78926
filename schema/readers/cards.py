"""What a scorecard says beside its items: adjustment, length, parts, calibration, limits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from formula import kinds
from formula.tree import Literal
from language import say
from schema.building import Building, texts
from schema.cards import (
    LENGTHS,
    Adjust,
    Amount,
    Calibrate,
    Distribution,
    GradeLimit,
    Length,
    Prorate,
    ScorePart,
    Transfers,
)
from schema.indicators import Grade
from schema.objects import Entity, Field
from schema.parts import Named, Part
from schema.problems import missing, unknown
from schema.readers.grades import amount
from schema.readers.sheet_fields import fields_of, numeric, suits
from schema.source import Scalar

ITEMS = "items"
"""The part that stands for the sheet's own items."""

WHOLE = Decimal(100)
MONTHS = kinds.number(0)


def read_adjust(building: Building, part: Part, of: str, fields: Mapping[str, Field]) -> Adjust:
    """The field of points added by hand, alone or with its rules."""
    written = part.get("adjust")
    if not isinstance(written, Part):
        word = written.text if written is not None else ""
        suits(building, written, say('number field of "{of}"', of=of), numeric(fields))
        return Adjust(word)
    suits(building, written.get("field"), say('number field of "{of}"', of=of), numeric(fields))
    for key in ("reason", "evidence"):
        suits(building, written.get(key), say('field of "{of}"', of=of), list(fields))
    return Adjust(
        written.text("field"),
        written.text("reason"),
        written.text("evidence"),
        bonus_max=amount(building, written.get("bonus_max")),
        penalty_max=amount(building, written.get("penalty_max")),
    )


def read_length(building: Building, part: Part, of: str, fields: Mapping[str, Field]) -> Length:
    """A word, a field with such words as options, or a number of months."""
    written = part.get("length")
    if written is None:
        return Length()
    if isinstance(written, Part):
        fit = [
            name
            for name, field in fields.items()
            if field.type == "choice" and not field.multiple and {*field.options} <= {*LENGTHS}
        ]
        word = written.get("field")
        suits(
            building,
            word,
            say('choice of {lengths} in "{of}"', lengths=say(", ").join(LENGTHS), of=of),
            fit,
        )
        return Length(field=written.text("field"))
    if written.text in LENGTHS:
        return Length(written.text)
    if written.text.isidentifier():
        building.findings.add("E875", unknown(written.text, say("length"), LENGTHS), written.span)
        return Length()
    return Length("", months=building.value(written, "integer", MONTHS, "", level="value"))


def read_parts(
    building: Building,
    part: Part,
    of: str,
    entities: Mapping[str, Entity],
    cards: Mapping[str, Part],
) -> tuple[ScorePart, ...]:
    """The parts of the score; their weights make exactly 100."""
    named = part.get("parts") or Named({}, {})
    found = tuple(_part(building, part, name, named, of, entities, cards) for name in named)
    total = sum((each.weight for each in found), Decimal(0))
    if found and total != WHOLE:
        message = say('The parts of "{part}" make {total}, not 100.', part=part.name, total=total)
        short = WHOLE - total
        hint = (
            say("Add {short}.", short=short)
            if short > 0
            else say("Take {short} away.", short=-short)
        )
        building.add("E801", message, hint, part.place("parts"))
    return found


def _part(
    building: Building,
    card: Part,
    name: str,
    named: Named,
    of: str,
    entities: Mapping[str, Entity],
    cards: Mapping[str, Part],
) -> ScorePart:
    """One part; the one called `items` is the sheet's own, every other says where it is from."""
    written = named[name]
    word, sheets = written.get("field"), written.get("sheets", ())
    if bool(word or sheets) != (name != ITEMS):
        wanted = (
            say('Write neither "field" nor "sheets".')
            if name == ITEMS
            else say('Write "field" or "sheets".')
        )
        message = say(
            'The part "{name}" does not say in one way where its score is from.', name=name
        )
        building.add("E873", message, wanted, named.places[name])
    known = [each for each in sheets if building.known(each, say("scorecard"), cards, "E874")]
    for each in known:
        _check_source(building, card, each, known[0], cards)
    where = cards[known[0].text].text("of") if known else of
    if known or not sheets:
        suits(
            building,
            word,
            say('number field of "{where}"', where=where),
            numeric(fields_of(where, entities)),
        )
    weight = written.get("weight") or Decimal(0)
    label = written.get("label")
    return ScorePart(name, label, weight, written.text("field"), texts(sheets))


def _check_source(
    building: Building, card: Part, word: Scalar, first: Scalar, cards: Mapping[str, Part]
) -> None:
    """Note sheets of other people or of two entities, and those that lead back to this card."""
    if cards[word.text].text("of") != cards[first.text].text("of"):
        message = say(
            '"{word}" and "{first}" are not of one entity.', word=word.text, first=first.text
        )
        building.add("E874", message, say("Make two parts of them."), word.span)
    whose = [key for key in ("person", "department") if card.get(key) is not None]
    if [key for key in whose if cards[word.text].get(key) is not None] != whose:
        message = say(
            'The sheets of "{word}" are not of whom "{card}" is.', word=word.text, card=card.name
        )
        building.add("E874", message, say("Name a card of the same people."), word.span)
    if card.name in _sources(word.text, cards):
        message = say(
            '"{word}" is made of sheets of "{card}" itself.', word=word.text, card=card.name
        )
        building.add("E874", message, say("Let one of them be without the other."), word.span)


def _sources(name: str, cards: Mapping[str, Part]) -> set[str]:
    """A card and every card whose sheets its score is made of."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here not in seen and here in cards:
            seen.add(here)
            parts = cards[here].get("parts") or Named({}, {})
            waiting += [name for part in parts.values() for name in texts(part.get("sheets", ()))]
    return seen


def read_calibrate(
    building: Building, part: Part, of: str, fields: Mapping[str, Field]
) -> Calibrate:
    """The fields of a score that is set by comparing sheets."""
    written = part.get("calibrate")
    if written is None:
        return Calibrate()
    suits(building, written.get("score"), say('number field of "{of}"', of=of), numeric(fields))
    suits(building, written.get("reason"), say('field of "{of}"', of=of), list(fields))
    return Calibrate(written.text("score"), written.text("reason"))


def read_prorate(building: Building, part: Part, people: Mapping[str, Field]) -> Prorate:
    """The person's dates of joining and leaving."""
    written = part.get("prorate")
    if written is None:
        return Prorate()
    dates = [name for name, field in people.items() if field.type == "date"]
    for key in ("from", "until"):
        suits(building, written.get(key), say("date of the person"), dates)
    return Prorate(written.text("from"), written.text("until"), written.get("coefficient", False))


def read_transfers(
    building: Building, part: Part, of: str, fields: Mapping[str, Field], person: bool
) -> Transfers:
    """The dates of a sheet within which a person had one department and one post."""
    written = part.get("transfers")
    if written is None:
        return Transfers()
    if not person:
        message = say(
            'The sheets of "{part}" are not people\'s: nobody is transferred.', part=part.name
        )
        building.add("E877", message, say('Leave out "transfers".'), part.place("transfers"))
    dates = [n for n, field in fields.items() if field.type == "date" and field.formula is None]
    for key in ("from", "until"):
        suits(building, written.get(key), say('date of "{of}" that can be filled in', of=of), dates)
    return Transfers(written.text("from"), written.text("until"))


def read_distribution(building: Building, part: Part, grades: list[str]) -> Distribution:
    """The limits of the cycle's grades."""
    written = part.get("distribution")
    if written is None:
        return Distribution()
    named = written.get("grades") or Named({}, {})
    limits = tuple(
        _limit(building, name, named)
        for name in named
        if building.known(Scalar(name, named.places[name]), say("grade"), grades, "E810")
    )
    return Distribution(limits, written.get("mode") == "block", written.get("rounding", "half"))


def _limit(building: Building, name: str, named: Named) -> GradeLimit:
    most, least = (_share(building, named[name].get(key)) for key in ("max", "min"))
    numbers = isinstance(most, Decimal) and isinstance(least, Decimal)
    bad = [n for n in (most, least) if isinstance(n, Decimal) and not 0 <= n <= 1]
    if bad or (numbers and least > most):  # type: ignore[operator]
        message = say('The limits of "{name}" leave no number of sheets.', name=name)
        building.add("E876", message, say("Write {min: 5%, max: 20%}."), named.places[name])
    return GradeLimit(name, most, least)


def _share(building: Building, written: Scalar | None) -> Amount:
    """A percentage, or a formula over settings that gives one."""
    if written is None:
        return None
    found = building.value(written, "percent", kinds.ratio(), "", level="value")
    if found is not None and isinstance(found.tree, Literal):
        return None if found.tree.value is None else Decimal(found.tree.value)
    return found


def read_card(
    building: Building,
    part: Part,
    entities: Mapping[str, Entity],
    cards: Mapping[str, Part],
    grades: tuple[Grade, ...],
) -> dict[str, Any]:
    """Everything that a card says beside its items, by the names of `Scorecard`."""
    of = part.text("of")
    fields = fields_of(of, entities)
    people = fields_of(building.scope.person(), entities)
    if part.get("items") is None and part.get("parts") is None:
        building.findings.add("E204", missing("items", part.name), part.span)
    return {
        "adjust": read_adjust(building, part, of, fields),
        "length": read_length(building, part, of, fields),
        "parts": read_parts(building, part, of, entities, cards),
        "missing_part": part.get("missing_part", "renormalize"),
        "calibrate": read_calibrate(building, part, of, fields),
        "prorate": read_prorate(building, part, people),
        "transfers": read_transfers(building, part, of, fields, part.get("person") is not None),
        "distribution": read_distribution(building, part, [grade.name for grade in grades]),
    }
