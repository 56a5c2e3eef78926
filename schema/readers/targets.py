"""What figures should reach: from which month on, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from formula import kinds
from formula.kinds import Kind
from language import say
from schema.building import Building
from schema.indicators import ALWAYS, Kpi, Target
from schema.objects import Entity, People
from schema.parts import Part
from schema.problems import missing, unknown
from schema.source import Scalar
from schema.values import Formula

UNITS: Mapping[str, tuple[str, Kind]] = {
    "percent": ("percent", kinds.ratio()),
    "number": ("decimal", kinds.number(kinds.MAX_SCALE)),
    "money": ("money", kinds.number(kinds.MAX_SCALE)),
    "days": ("decimal", kinds.number(kinds.MAX_SCALE)),
    "count": ("decimal", kinds.number(kinds.MAX_SCALE)),
}
"""How a target of each unit is written, and its kind."""


WHOM = ("position", "department", "employee")


def read_targets(building: Building, part: Part) -> tuple[Target, ...]:
    """The targets in the order of their months; a bare value holds from the beginning."""
    written = part.get("target")
    if written is None:
        return ()
    parts: Iterable[Any] = written if isinstance(written, tuple) else (written,)
    ranged, unit = part.get("direction") == "range", part.get("unit", "percent")
    targets = [_target(building, one, unit, ranged) for one in parts]
    _check_months(building, parts, part.name)
    return tuple(sorted((t for t in targets if t), key=lambda target: target.since))


def _target(building: Building, written: Scalar | Part, unit: str, ranged: bool) -> Target | None:
    """One target."""
    if not isinstance(written, Part):
        if ranged:
            _say_both_ends(building, written.span)
            return None
        value = _value(building, written, unit)
        return Target(ALWAYS, value) if value else None
    ends = _ends(building, written, ranged)
    values = [found for end in ends if (found := _value(building, end, unit)) is not None]
    if not values or len(values) != len(ends):
        return None
    whom = {key: written.text(key) for key in WHOM}
    return Target(
        since=written.text("from", ALWAYS),
        value=values[0],
        high=values[1] if ranged else None,
        span=written.span,
        **whom,
    )


def _ends(building: Building, written: Part, ranged: bool) -> list[Scalar]:
    """The value, or of a range its two ends; what is missing or too much is noted."""
    wanted = ("low", "high") if ranged else ("value",)
    unfit = [key for key in ("value", "low", "high") if key in written.values and key not in wanted]
    lacking = [key for key in wanted if key not in written.places]
    if ranged and (unfit or lacking):
        _say_both_ends(building, written.place(unfit[0]) if unfit else written.span)
        return []
    if unfit:
        message = say('"{unfit}" is for figures with "direction: range".', unfit=unfit[0])
        hint = say('Write "value", or declare "direction: range".')
        building.add("E840", message, hint, written.place(unfit[0]))
        return []
    for key in lacking:
        building.findings.add("E204", missing(key, "target"), written.span)
    return [written.values[key] for key in wanted if key in written.values]


def _say_both_ends(building: Building, span: Any) -> None:
    message = say('A figure with "direction: range" is met between two values.')
    building.add("E840", message, say("Write {low: 90%, high: 110%}."), span)


def _value(building: Building, written: Scalar, unit: str) -> Formula | None:
    type_, kind = UNITS[unit]
    return building.value(written, type_, kind, "", level="value")


def _check_months(building: Building, parts: Iterable[Any], name: str) -> None:
    """Note two targets for the same people from the same month."""
    seen = set()
    for part in parts:
        if not isinstance(part, Part):
            continue
        key = tuple(part.text(k) for k in ("from", *WHOM))
        if key in seen:
            message = say(
                '"{name}" has two targets from {key} on.',
                name=name,
                key=key[0] or say("the beginning"),
            )
            building.add("E808", message, say("Keep one of them."), part.place("from"))
        seen.add(key)


def check_whom(
    building: Building,
    parts: Mapping[str, Part],
    kpis: Mapping[str, Kpi],
    people: People | None,
    entities: Mapping[str, Entity],
) -> None:
    """Note targets for posts, departments or people that nobody can be said to have."""
    for name in kpis:
        written = parts[name].get("target")
        for target in written if isinstance(written, tuple) else (written,):
            if isinstance(target, Part):
                for key in WHOM:
                    if key in target.values:
                        _check_one(building, target, key, people, entities)


def _check_one(
    building: Building,
    target: Part,
    key: str,
    people: People | None,
    entities: Mapping[str, Entity],
) -> None:
    """Whether people have what one key asks for, and a choice this option."""
    place = target.place(key)
    if people is None or (key != "employee" and not getattr(people, key)):
        message = say("Nobody has a {key} here, so that no target can be for one.", key=say(key))
        wanted = "entity" if people is None or key == "employee" else key
        building.add("E841", message, say("Declare people: {{{wanted}: …}}.", wanted=wanted), place)
        return
    entity = entities.get(people.entity)
    field = entity.fields.get(getattr(people, key)) if entity and key != "employee" else None
    word = target.text(key)
    if field is not None and field.type == "choice" and word not in field.options:
        building.findings.add("E841", unknown(word, say(key), field.options), place)
