"""Lists and forms: which fields stand where; sensible ones where nothing is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from formula.kinds import Kind, held
from language import say
from schema.building import Building, texts
from schema.objects import Field, ListLayout, Section
from schema.parts import Part
from schema.problems import Wording, article, unknown
from schema.source import Scalar
from schema.types import SYSTEM_FIELDS
from schema.values import Label

MOST_COLUMNS = 7
MOST_FILTERS = 5
SEARCHED = frozenset({"string", "sequence", "email", "phone"})
LONG = frozenset({"text", "lines", "links", "file", "image"})


@dataclass(frozen=True, slots=True)
class Use:
    """What a field must be to stand somewhere, and how a message says it is not."""

    suits: Callable[[Kind], bool]
    says: str


USES: Mapping[str, Use] = {
    "columns": Use(lambda kind: True, "shown in a list"),
    "filters": Use(lambda kind: kind.name != "file", "filtered by"),
    "sort": Use(lambda kind: kind.name != "file" and not kind.many, "sorted by"),
    "totals": Use(lambda kind: kind.numeric and not held(kind), "added up"),
    "search": Use(lambda kind: kind.name in {"text", "link", "choice"}, "searched"),
}
"""The places of a list, and which kinds of field suit them."""


def read_list(
    building: Building, entity: str, part: Part, fields: Mapping[str, Field]
) -> ListLayout:
    """The list of an entity, filled up with what nobody said."""
    written = part.get("list")
    named = {key: texts(_named(building, entity, key, written, fields)) for key in USES}
    columns = named["columns"] or default_columns(fields)
    return ListLayout(
        columns=columns,
        filters=named["filters"]
        if _given(written, "filters")
        else default_filters(columns, fields),
        sort=named["sort"],
        totals=named["totals"],
        search=named["search"] if _given(written, "search") else default_search(columns, fields),
    )


def _given(part: Part | None, key: str) -> bool:
    """Whether a list says something under a key."""
    return part is not None and key in part.values


def _named(
    building: Building, entity: str, key: str, part: Part | None, fields: Mapping[str, Field]
) -> Iterable[Scalar]:
    """The fields under a key of a list that may stand there."""
    for word in part.get(key, ()) if part else ():
        name = Scalar(word.text.removeprefix("-"), word.span) if key == "sort" else word
        if check_use(building, entity, name, USES[key], fields):
            yield word


def check_use(
    building: Building, entity: str, word: Scalar, use: Use, fields: Mapping[str, Field]
) -> bool:
    """Whether a word names a field of an entity that suits a use; if not, that is noted."""
    known = building.scope.fields(entity)
    field = fields.get(word.text)
    if word.text not in known and not (field and field.type == "lines"):
        return no_field(building, entity, word, fields)
    barred = field is not None and (field.type == "lines" or field.private or field.hidden)
    if barred or not use.suits(known[word.text]):
        message = say(
            '"{word}" cannot be {use}: it is {reason}.',
            word=word.text,
            use=say(use.says),
            reason=_reason(field, known, word.text),
        )
        building.add("E311", message, say("Name another field."), word.span)
        return False
    return True


def no_field(building: Building, entity: str, word: Scalar, fields: Iterable[str]) -> bool:
    """Note that an entity has no such field, unless the field itself is at fault."""
    if word.text not in building.findings.broken:
        wording = unknown(
            word.text, say('field of "{entity}"', entity=entity), fields, besides=SYSTEM_FIELDS
        )
        if "." in word.text:
            hint = say('Declare a field with the formula "{word}" and name that.', word=word.text)
            wording = Wording(wording.message, hint)
        building.findings.add("E310", wording, word.span)
    return False


def _reason(field: Field | None, known: Mapping[str, Kind], name: str) -> str:
    """What keeps a field from standing somewhere."""
    if field is None:
        return say(known[name].name)
    traits = ("private", "hidden")
    return next(
        (say(t) for t in traits if getattr(field, t)), say("{type} field", type=article(field.type))
    )


def default_columns(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The first fields that a list can show, the state among them."""
    shown = [f.name for f in fields.values() if visible(f) and f.type not in LONG]
    state = [n for n in shown if fields[n].type == "choice" and fields[n].readonly]
    first = [n for n in shown if n not in state][: MOST_COLUMNS - len(state)]
    return (*first, *state) if shown else ("id",)


def visible(field: Field) -> bool:
    """Whether a field may stand in lists at all."""
    return not (field.private or field.hidden or field.retired)


def default_filters(columns: Iterable[str], fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The columns that people narrow a list by."""
    narrow = {"choice", "link", "date", "month", "boolean"}
    return tuple(n for n in columns if n in fields and fields[n].type in narrow)[:MOST_FILTERS]


def default_search(columns: Iterable[str], fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The short texts of an entity that are stored, and the links whose titles its list shows."""
    listed = frozenset(columns)
    return tuple(
        field.name
        for field in fields.values()
        if visible(field)
        and field.stored
        and (field.type in SEARCHED or (field.type == "link" and field.name in listed))
    )


def read_form(
    building: Building, entity: str, part: Part, fields: Mapping[str, Field]
) -> tuple[Section, ...]:
    """The sections of a form; a required field must stand in one of them."""
    if "form" not in part.values:
        return default_form(building, entity, part, fields)
    sections = tuple(_section(building, entity, s, fields) for s in part.get("form"))
    placed = [name for section in sections for name in section.fields]
    _check_placed(building, entity, part, fields, placed)
    return sections


def _section(building: Building, entity: str, part: Part, fields: Mapping[str, Field]) -> Section:
    """One section of a form."""
    for word in part.get("fields", ()):
        if word.text not in fields:
            no_field(building, entity, word, fields)
    return Section(
        label=part.get("section") or Label({}),
        fields=texts(word for word in part.get("fields", ()) if word.text in fields),
        visible_if=building.condition(part.get("visible_if"), entity),
    )


def _check_placed(
    building: Building, entity: str, part: Part, fields: Mapping[str, Field], placed: list[str]
) -> None:
    """Note fields that stand twice, and required ones that nobody could fill in."""
    for name in dict.fromkeys(n for n in placed if placed.count(n) > 1):
        message = say('"{name}" stands twice in the form.', name=name)
        building.findings.add(
            "E214", Wording(message, say("Keep one of them.")), part.place("form")
        )
    back = building.scope.parent(entity)[1]
    for field in fields.values():
        if must_be_filled(field) and field.name not in placed and field.name != back:
            message = say(
                '"{field}" is required, but no section of the form holds it.', field=field.name
            )
            building.add(
                "E316", message, say('Add "{field}" to a section.', field=field.name), field.span
            )


def must_be_filled(field: Field) -> bool:
    """Whether only a person can give a new record this value."""
    given = field.default or field.formula or field.readonly or field.retired
    return field.required and not given and field.type != "sequence"


def default_form(
    building: Building, entity: str, part: Part, fields: Mapping[str, Field]
) -> tuple[Section, ...]:
    """One section per group, in the order in which the groups first appear."""
    groups: dict[str, list[str]] = {}
    back = building.scope.parent(entity)[1]
    for field in fields.values():
        state = field.readonly and field.type == "choice" and field.name not in part.get("fields")
        if not (field.hidden or field.retired or state or field.name == back):
            groups.setdefault(field.group, []).append(field.name)
    return tuple(
        Section(Label({"zh_CN": group}) if group else part.get("label") or Label({}), tuple(names))
        for group, names in groups.items()
    )
