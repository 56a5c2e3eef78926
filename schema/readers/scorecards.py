"""Scorecards: figures of a person, a department or the company in one period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from formula import kinds
from language import say
from schema.building import Building
from schema.indicators import Item, Notes, Scorecard
from schema.merge import Merged
from schema.objects import Entity
from schema.parts import Part
from schema.problems import undeclared
from schema.readers.cards import read_card
from schema.readers.given import read_values
from schema.readers.grades import read_gates, read_grades
from schema.readers.ratings import check_ratings, read_ratings
from schema.readers.scorecard_items import check_rated, read_items, read_raters
from schema.readers.sheet_fields import check_sheet_fields, read_results
from schema.scoring import Rater, Ratings
from schema.source import Scalar

WHOLE = Decimal(100)


def read_scorecards(
    building: Building, merged: Merged, entities: Mapping[str, Entity]
) -> dict[str, Scorecard]:
    """Every scorecard whose sheets' entity is declared."""
    found = {}
    for name, part in merged.parts["scorecards"].items():
        if _sheet_known(building, part):
            subjects = {
                "person": building.scope.person(),
                "department": departments(merged, entities),
            }
            found[name] = _scorecard(building, part, entities, subjects, merged)
    return found


def departments(merged: Merged, entities: Mapping[str, Entity]) -> str:
    """The entity of the departments that people belong to, or nothing."""
    people = merged.people
    entity = entities.get(people.text("entity")) if people else None
    field = entity.fields.get(people.text("department")) if people and entity else None
    return field.to if field else ""


def _sheet_known(building: Building, part: Part) -> bool:
    """Whether the entity of the sheets is declared; if not, that is noted."""
    of = part.get("of")
    if of is None or of.text in building.scope.by_entity:
        return of is not None
    if of.text not in building.findings.broken:
        wording = undeclared(f"{part.name}.of", of.text, building.scope.places)
        building.findings.add("E301", wording, of.span)
    return False


def _scorecard(
    building: Building,
    part: Part,
    entities: Mapping[str, Entity],
    subjects: Mapping[str, str],
    merged: Merged,
) -> Scorecard:
    """One scorecard; its weights make exactly 100."""
    of = part.text("of")
    items, raters, ratings = _read_lines(building, part, of, entities, merged)
    grades = read_grades(building, part)
    check_sheet_fields(building, part, entities.get(of), subjects)
    subject = _subject(building, part, subjects)
    return Scorecard(
        name=part.name,
        label=part.get("label"),
        of=of,
        period=part.text("period"),
        items=items,
        person=part.text("person"),
        department=part.text("department"),
        grades=grades,
        gates=read_gates(building, part, of, grades, merged.parts["kpis"]),
        when=building.condition(part.get("when"), of),
        decimals=part.get("decimals", 1),
        when_item_empty=part.get("when_item_empty", "renormalize"),
        max=part.get("max", WHOLE),
        ratings=ratings,
        raters=raters,
        missing_rater=part.get("missing_rater", "renormalize"),
        freeze_on=read_transitions(building, part.get("freeze_on", ()), of, entities),
        applies_to=building.condition(part.get("applies_to"), subject),
        set=read_values(building, part, of, subject, "E811"),
        notes=read_notes(building, part, of, items, entities),
        history=part.get("history", 1),
        results=read_results(building, part, of, entities, grades),
        **read_card(building, part, entities, merged.parts["scorecards"], grades),
        module=merged.module(part),
        clauses=building.cited(part),
        span=part.span,
    )


def _read_lines(
    building: Building, part: Part, of: str, entities: Mapping[str, Entity], merged: Merged
) -> tuple[tuple[Item, ...], Mapping[str, Rater], Ratings | None]:
    """The lines of the sheet, who rates, and where ratings are written down."""
    raters = read_raters(building, part)
    ratings = read_ratings(building, part, of, entities)
    items = read_items(building, part, merged.parts["kpis"], raters)
    check_rated(building, part, items, raters)
    if ratings is not None:
        check_ratings(building, part, ratings, items, raters, entities)
    _check_weights(building, part, items)
    return items, raters, ratings


def _subject(building: Building, part: Part, subjects: Mapping[str, str]) -> str:
    """The entity whose records get sheets: people, departments, or none."""
    named = [key for key in subjects if part.get(key) is not None]
    if len(named) > 1:
        message = say(
            "A sheet of \"{part}\" cannot be both a person's and a department's.", part=part.name
        )
        building.add("E813", message, say('Keep "person" or "department".'), part.place(named[1]))
    return subjects[named[0]] if named else ""


def read_notes(
    building: Building,
    part: Part,
    of: str,
    items: tuple[Item, ...],
    entities: Mapping[str, Entity],
) -> Notes | None:
    """Where people explain single figures, if the card says so."""
    written = part.get("notes")
    if written is None or written.get("of") is None:
        return None
    word = written.get("of")
    if not building.known(word, say("entity"), building.scope.by_entity, "E301"):
        return None
    fields = building.scope.fields(word.text)
    names = [item.kpi for item in items if item.kpi]
    suited = {
        "sheet": [n for n, kind in fields.items() if kind == kinds.link(of)],
        "kpi": [n for n, k in fields.items() if k.name == "choice" and {*names} <= {*k.options}],
        "shown": list(building.fields_of(word.text)),
    }
    says = {
        "sheet": say('link to "{of}"', of=of),
        "kpi": say("choice of every figure"),
        "shown": say("field"),
    }
    for key, choices in suited.items():
        if (named := written.get(key)) is not None:
            building.known(
                named, say('{says} in "{word}"', says=says[key], word=word.text), choices, "E814"
            )
    needed = tuple(
        each.text
        for each in written.get("needed", ())
        if building.known(each, say('field of "{word}"', word=word.text), suited["shown"], "E814")
    )
    return Notes(
        word.text,
        written.text("sheet"),
        written.text("kpi"),
        needed,
        read_transitions(building, written.get("needed_on", ()), of, entities),
        written.text("shown"),
    )


def _check_weights(building: Building, part: Part, items: tuple[Item, ...]) -> None:
    """Note weights that do not make exactly 100, unless a line is missing for a fault."""
    written = sum(len(group.get("items", ())) for group in part.get("items", ()))
    weights = [item.weight for item in items if item.weight is not None]
    total = sum(weights, Decimal(0))
    # A sheet without any weight scores nothing: it says what was reached and what was not.
    parts = part.get("parts")
    told = weights or ("items" in parts if parts else part.get("grades") or part.get("adjust"))
    if total != WHOLE and written == len(items) and items and told:
        message = say('The weights of "{part}" make {total}, not 100.', part=part.name, total=total)
        short = WHOLE - total
        hint = (
            say("Add {short}.", short=short)
            if short > 0
            else say("Take {short} away.", short=-short)
        )
        building.add("E801", message, hint, part.place("items"))


def read_transitions(
    building: Building, words: Iterable[Scalar], of: str, entities: Mapping[str, Entity]
) -> tuple[str, ...]:
    """Transitions of the sheet's workflow, such as those that freeze it."""
    workflow = entities[of].workflow if of in entities else None
    known = tuple(workflow.transitions) if workflow else ()
    return tuple(
        word.text
        for word in words
        if building.known(word, say('transition of "{of}"', of=of), known, "E812")
    )
