"""Grades of a scorecard: their limits and coefficients, and the conditions that cap them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from formula import kinds
from formula.scope import SheetItems
from formula.tree import Literal
from language import say
from schema.building import Building
from schema.indicators import Gate, Grade
from schema.parts import Named, Part
from schema.problems import missing
from schema.source import Scalar
from schema.values import Formula

AMOUNT = kinds.number(kinds.MAX_SCALE)


def read_grades(building: Building, part: Part) -> tuple[Grade, ...]:
    """The grades from the best down; only the last has no limit."""
    named = part.get("grades") or Named({}, {})
    grades = tuple(_grade(building, name, grade) for name, grade in named.items())
    if building.findings.broken.isdisjoint(named):
        _check_order(building, named, grades)
    return grades


def _grade(building: Building, name: str, part: Part) -> Grade:
    since = amount(building, part.get("from"))
    return Grade(name, part.get("label"), since, amount(building, part.get("coefficient")))


def amount(building: Building, written: Scalar | None) -> Decimal | Formula | None:
    """A number as such, or else a formula over settings."""
    if written is None:
        return None
    found = building.value(written, "decimal", AMOUNT, "", level="value")
    if found is not None and isinstance(found.tree, Literal):
        return None if found.tree.value is None else Decimal(found.tree.value)
    return found


def _check_order(building: Building, named: Named, grades: tuple[Grade, ...]) -> None:
    """Note limits that do not go down; those by formula are compared when a sheet is computed."""
    limited = [named[grade.name].get("from") is not None for grade in grades]
    for grade, following, limit in zip(grades, grades[1:], limited, strict=False):
        if not limit:
            message = say(
                'Only the lowest grade may lack "from"; "{grade}" is not the lowest.',
                grade=grade.name,
            )
            building.add("E803", message, say('Add "from: …".'), named.places[grade.name])
        elif not _below(following.since, grade.since):
            message = say(
                '"{following}" begins at {start}, not below {limit}.',
                following=following.name,
                start=following.since,
                limit=grade.since,
            )
            hint = say("Write the grades from the best to the lowest.")
            building.add("E803", message, hint, named.places[following.name])
    if grades and limited[-1]:
        last = grades[-1]
        limit_text = named[last.name].get("from").text
        message = say("Below {limit} there is no grade.", limit=limit_text)
        hint = say('Add a lowest grade without "from".')
        building.add("E803", message, hint, named.places[last.name])


def _below(lower: Decimal | Formula | None, upper: Decimal | Formula | None) -> bool:
    """Whether one limit is below another, as far as both are numbers already."""
    return not isinstance(lower, Decimal) or not isinstance(upper, Decimal) or lower < upper


def read_gates(
    building: Building, part: Part, of: str, grades: tuple[Grade, ...], kpis: Mapping[str, Part]
) -> tuple[Gate, ...]:
    """The conditions on the sheet and its record that cap its grade or its score."""
    found = []
    names = [grade.name for grade in grades]
    items = _named(part, kpis)
    for gate in part.get("gates", ()):
        cap = gate.get("cap")
        when = building.formula(gate.get("when"), of, kinds.BOOLEAN, level="score", items=items)
        if not {"cap", "score"} & gate.places.keys():
            hint = say('Add "cap: …", the best grade, or "score: 0", the highest score.')
            building.findings.add("E204", missing("cap", "gates", hint), gate.span)
        elif (cap is None or building.known(cap, say("grade"), names, "E810")) and when:
            found.append(Gate(when, gate.text("cap"), gate.get("score")))
    return tuple(found)


def _named(part: Part, kpis: Mapping[str, Part]) -> SheetItems:
    """The items that a card's gates may name, as they are written: a faulty item is still one."""
    figures: dict[str, kinds.Kind] = {}
    rated: set[str] = set()
    scored: set[str] = set()
    for group in part.get("items", ()):
        for item in group.get("items", ()):
            name = item.text("kpi") or item.text("manual")
            if item.text("kpi"):
                figures[name] = _kind(kpis.get(name))
            else:
                rated.add(name)
            if item.get("weight") is not None:
                scored.add(name)
    return SheetItems(figures, frozenset(rated), frozenset(scored))


def _kind(kpi: Part | None) -> kinds.Kind:
    """The kind of a figure's value; a percentage is not to be compared with 95 for 95%."""
    percent = kpi is not None and kpi.text("unit", "percent") == "percent"
    return kinds.ratio(kinds.MAX_SCALE) if percent else kinds.number(kinds.MAX_SCALE)
