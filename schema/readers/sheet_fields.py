"""The fields of a sheet's record that its scorecard reads and writes."""

from __future__ import annotations

from collections.abc import Mapping

from formula import kinds
from language import say
from schema.building import Building
from schema.indicators import Grade, Results
from schema.objects import Entity, Field
from schema.parts import Part
from schema.problems import Wording, unknown
from schema.source import Scalar


def check_sheet_fields(
    building: Building, part: Part, sheet: Entity | None, subjects: Mapping[str, str]
) -> None:
    """Note fields of the sheet that are missing or of the wrong kind."""
    fields = sheet.fields if sheet else {}
    suited = {
        key: [n for n, f in fields.items() if entity and f.kind == kinds.link(entity)]
        for key, entity in subjects.items()
    }
    suited["period"] = [n for n, f in fields.items() if f.type == "month"]
    says = {
        "person": say("link to a person"),
        "department": say("link to a department"),
        "period": say("month field"),
    }
    for key, names in suited.items():
        suits(
            building,
            part.get(key),
            say('{says} of "{of}"', says=says[key], of=part.text("of")),
            names,
        )


def fields_of(of: str, entities: Mapping[str, Entity]) -> Mapping[str, Field]:
    """The fields of the sheets' entity; none while the entity is at fault."""
    return entities[of].fields if of in entities else {}


def numeric(fields: Mapping[str, Field]) -> list[str]:
    """The fields that hold a number."""
    return [name for name, field in fields.items() if field.kind.numeric]


def suits(building: Building, word: Scalar | None, says: str, names: list[str]) -> bool:
    """Whether a word names one of the fields that can be meant; if not, that is noted."""
    if word is None or word.text in names:
        return word is not None
    if word.text not in building.findings.broken:
        building.findings.add("E811", unknown(word.text, says, names), word.span)
    return False


def read_results(
    building: Building,
    part: Part,
    of: str,
    entities: Mapping[str, Entity],
    grades: tuple[Grade, ...],
) -> Results:
    """The fields that freezing writes; nobody else may write them."""
    written = part.get("results")
    if written is None:
        return Results()
    fields = fields_of(of, entities)
    choices = [
        name for name, field in fields.items() if field.type == "choice" and not field.multiple
    ]
    suited = {"score": numeric(fields), "grade": choices, "coefficient": numeric(fields)}
    says = {
        "score": say("number field"),
        "grade": say("choice field"),
        "coefficient": say("number field"),
    }
    found = {}
    for key, names in suited.items():
        word = written.get(key)
        if word is not None and suits(
            building, word, say('{says} of "{of}"', says=says[key], of=of), names
        ):
            _check_written(building, word, fields[word.text])
            found[key] = word.text
    _check_score(building, part, written.get("score"), fields)
    _check_options(building, written.get("grade"), fields, grades)
    _check_coefficients(building, written.get("coefficient"), grades)
    return Results(**found)


def _check_written(building: Building, word: Scalar, field: Field) -> None:
    """Note a field that people could fill in: what stands there would be no result."""
    if field.formula is not None:
        message = say('"{word}" is computed; a result cannot be written into it.', word=word.text)
        building.add("E870", message, say("Name a field without a formula."), word.span)
    elif not field.readonly:
        message = say('"{word}" could be filled in by hand.', word=word.text)
        building.add(
            "E870", message, say('Write "readonly: true" in "{word}".', word=word.text), word.span
        )


def _check_score(
    building: Building, part: Part, word: Scalar | None, fields: Mapping[str, Field]
) -> None:
    """Note a field that has fewer decimals than the score."""
    decimals = part.get("decimals", 1)
    if word is not None and word.text in fields and fields[word.text].kind.numeric:
        kept = fields[word.text].kind.scale
        if kept < decimals:
            message = say(
                '"{word}" keeps {kept} decimals; the score has {decimals}.',
                word=word.text,
                kept=kept,
                decimals=decimals,
            )
            building.add(
                "E870",
                message,
                say('Write "decimals: {decimals}" in both.', decimals=decimals),
                word.span,
            )


def _check_options(
    building: Building, word: Scalar | None, fields: Mapping[str, Field], grades: tuple[Grade, ...]
) -> None:
    """Note grades that the field for the grade cannot hold."""
    field = fields.get(word.text) if word is not None else None
    if word is None or field is None or field.type != "choice":
        return
    lacking = [grade.name for grade in grades if grade.name not in field.options]
    if lacking:
        message = say(
            '"{word}" has no option for the grade "{lacking}".', word=word.text, lacking=lacking[0]
        )
        hint = say("Add to its options: {lacking}.", lacking=say(", ").join(lacking))
        building.findings.add("E871", Wording(message, hint), word.span)


def _check_coefficients(building: Building, word: Scalar | None, grades: tuple[Grade, ...]) -> None:
    """Note a grade without a coefficient where one is to be written."""
    lacking = [grade.name for grade in grades if grade.coefficient is None]
    if word is not None and (lacking or not grades):
        message = say("The grades have no coefficient.")
        if lacking:
            message = say('"{grade}" has no coefficient.', grade=lacking[0])
        building.add(
            "E872",
            message,
            say('Write "coefficient: 1".'),
            word.span,
        )
