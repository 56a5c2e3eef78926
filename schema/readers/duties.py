"""Duties: when their records are due, for what, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formula.faults import quoted
from formula.kinds import BOOLEAN
from formula.reads import asks_who
from language import say
from schema.building import Building, texts
from schema.duties import MONTHS, WEEKDAYS, Duty
from schema.objects import Field
from schema.parts import Named, Part
from schema.problems import undeclared
from schema.readers.given import read_values
from schema.readers.openings import check_beside, left_empty
from schema.source import Scalar
from schema.values import Formula

KEYS_OF: Mapping[str, frozenset[str]] = {
    "workday": frozenset({"ahead"}),
    "day": frozenset({"ahead"}),
    "week": frozenset({"ahead", "weekday", "workday"}),
    "month": frozenset({"ahead", "day", "workday"}),
    **{every: frozenset({"ahead", "day", "month", "workday"}) for every in list(MONTHS)[1:]},
}
"""Each rhythm and the keys that say more about its day."""

DAY_KEYS = frozenset({"ahead", "weekday", "day", "month", "workday"})
UNMATCHED = frozenset({"lines", "links", "file", "image", "sequence"})
"""Types whose values say nothing about whether two records are the same."""


def read_duties(building: Building, part: Part, fields: Mapping[str, Field]) -> dict[str, Duty]:
    """Every duty of an entity that can be read."""
    written = part.get("duties") or Named({}, {})
    return {
        name: _duty(building, part, duty, fields)
        for name, duty in written.items()
        if _about_something(building, part, duty)
    }


def _about_something(building: Building, entity: Part, part: Part) -> bool:
    """Whether a duty says how often or for what; what is missing or unknown is noted."""
    each = part.get("each")
    if "open" in part.places:
        return check_beside(building, part)
    if each is None:
        if part.get("every") is None:
            message = say(
                '"{part}" says neither how often nor for what a record is due.', part=part.name
            )
            building.add("E850", message, say("Write every: month, or each: ENTITY."), part.span)
        return part.get("every") is not None
    if each.text in building.scope.by_entity:
        return True
    if each.text not in building.findings.broken:
        where = f"{entity.name}.duties.{part.name}.each"
        wording = undeclared(where, each.text, building.scope.places)
        building.findings.add("E301", wording, each.span)
    return False


def _duty(building: Building, entity: Part, part: Part, fields: Mapping[str, Field]) -> Duty:
    """One duty; a record that could never be made is noted."""
    each, every = part.text("each"), part.text("every")
    given = read_values(building, part, entity.name, each, "E851")
    when = building.formula(part.get("when"), each, BOOLEAN, level="row" if each else "value")
    _check_day(building, part, every)
    _check_asker(building, part, when, given)
    if "open" not in part.places:
        _check_filled(building, entity, part, fields)
    return Duty(
        name=part.name,
        label=part.get("label") or entity.get("label"),
        every=every,
        weekday=WEEKDAYS.index(part.text("weekday", WEEKDAYS[0])),
        month=part.get("month", 1),
        day=part.get("day", 1),
        workday=part.get("workday", False),
        ahead=part.get("ahead", 0),
        each=each,
        when=when,
        set=given,
        match=tuple(_matched(building, entity, part)),
        open=texts(part.get("open", ())),
        clauses=building.cited(part),
        span=part.span,
    )


def _check_day(building: Building, part: Part, every: str) -> None:
    """Note keys about the day that the rhythm has no use for."""
    fitting = KEYS_OF.get(every, frozenset())
    for key in part.values:
        if key in DAY_KEYS - fitting:
            rhythm = (
                say('"every: {every}"', every=every) if every else say('a duty without "every"')
            )
            known = say(", ").join(quoted(name) for name in sorted(fitting))
            message = say('"{key}" says nothing about {rhythm}.', key=key, rhythm=rhythm)
            hint = say('Leave "{key}" out.', key=key) + (
                say(" Here belongs: {known}.", known=known) if known else ""
            )
            building.add("E852", message, hint, part.place(key))
    longest = MONTHS.get(every, 12)
    if part.get("month", 1) > longest:
        message = say(
            '"every: {every}" has {longest} months; {month} is none of them.',
            every=every,
            longest=longest,
            month=part.get("month"),
        )
        building.add(
            "E852",
            message,
            say("Write month: 1 to {longest}.", longest=longest),
            part.place("month"),
        )


def _check_asker(
    building: Building, part: Part, when: Formula | None, given: Mapping[str, Formula]
) -> None:
    """Note formulas that ask who is at work, while a duty's record is made by nobody."""
    for formula in (when, *given.values()):
        if formula is not None and asks_who(formula.tree):
            message = say(
                '"{part}" is done by the engine, so there is no "me" in it.', part=part.name
            )
            hint = say("Name a person of the row, such as id, owner or a link to one.")
            building.add("E853", message, hint, formula.span)


def _check_filled(
    building: Building, entity: Part, part: Part, fields: Mapping[str, Field]
) -> None:
    """Note required fields that nothing fills in, so that the record could never be made."""
    state = entity.get("workflow").text("field", "state") if entity.get("workflow") else ""
    for name in left_empty(fields, {*(part.get("set") or ()), state}):
        message = say(
            '"{part}" leaves "{name}" empty, which is required.', part=part.name, name=name
        )
        hint = say("Write set: {{{name}: …}}, or make the field required later.", name=name)
        building.add("E854", message, hint, part.span)


def _matched(building: Building, entity: Part, part: Part) -> Iterator[str]:
    """The fields by which a record is known to be the one that is due."""
    fields = building.fields_of(entity.name)
    for word in part.get("match", ()):
        if not building.known(word, say('field of "{entity}"', entity=entity.name), fields, "E855"):
            continue
        if _comparable(fields[word.text], word):
            yield word.text
        else:
            message = say('"{word}" does not tell one record from another.', word=word.text)
            hint = say("Name stored fields with one value each.")
            building.add("E855", message, hint, word.span)


def _comparable(field: Part, word: Scalar) -> bool:
    several = field.get("multiple") or field.text("type") in UNMATCHED
    return not several and field.get("formula") is None and not field.get("retired")
