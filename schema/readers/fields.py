"""The fields of an entity, and the settings, which are fields of nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from formula import kinds
from formula.faults import quoted
from formula.kinds import Kind
from formula.tree import Literal
from language import say
from schema import foreign
from schema.building import Building
from schema.currencies import check_currency
from schema.objects import Field
from schema.parts import Part
from schema.problems import Findings, Wording, article, missing, unknown
from schema.readers.sequences import check_sequence
from schema.scope import kind_of, link_back
from schema.source import Scalar
from schema.types import SPECIFIC_KEYS, STATE_LABEL, TYPES
from schema.values import Formula, Label

COMPUTED_NEVER = (
    "default", "required", "unique", "index", "min", "max", "min_length", "max_length", "pattern",
    "where", "on_delete", "write", "required_if", "readonly_if",
)  # fmt: skip
"""Keys that mean nothing on a field that nobody fills in."""

NEVER_COMPUTED = frozenset({"sequence", "lines", "links", "file", "image"})

UNFIT: Mapping[str, frozenset[str]] = {
    "lines": frozenset({"unique", "index", "default", "formula"}),
    "links": frozenset({"unique", "index", "formula"}),
    "sequence": frozenset({"default", "formula", "required_if", "unique", "write"}),
    "file": frozenset({"default", "unique", "index", "formula"}),
    "image": frozenset({"default", "unique", "index", "formula"}),
    "text": frozenset({"unique", "index"}),
}
"""Keys that most types have and these have not."""

NO_SETTINGS = frozenset({"link", "lines", "links", "sequence", "file", "image"})
"""Types that a setting cannot be of."""

OWNER = frozenset({"owner"})
"""The word that may stand among the roles of a field: whoever owns the record."""

FLAGS = ("required", "unique", "index", "multiple", "readonly", "hidden", "private", "retired")
CONDITIONS = ("visible_if", "required_if", "readonly_if")
PLAIN_KEYS = ("min_length", "max_length", "on_delete", "width")
TEXT_KEYS = ("to", "of", "group", "renamed_from", "sample")


def check_types(fields: Mapping[str, Part], findings: Findings) -> None:
    """Note every type that there is not, so that nothing else is said about the field."""
    for name, part in fields.items():
        word = part.get("type")
        if not isinstance(word, Scalar):
            findings.broken.add(name)
        elif word.text not in TYPES:
            findings.broken.add(name)
            _no_type(word, findings)


def _no_type(word: Scalar, findings: Findings) -> None:
    """Note a word that is no field type, or is one of another system."""
    ours = foreign.type_here(word.text)
    if not ours:
        findings.add("E201", unknown(word.text, say("field type"), TYPES), word.span)
        return
    said = quoted(ours) if ours in TYPES else say(ours)
    findings.add(
        "E203",
        Wording(
            say('"{word}" is called {said} here.', word=word.text, said=said),
            say("Write {said}.", said=said),
        ),
        word.span,
    )


def read_fields(building: Building, entity: str, part: Part, currency: str) -> dict[str, Field]:
    """The fields of an entity in the order of the file."""
    return {
        name: read_field(building, entity, declared, currency)
        for name, declared in part.get("fields", {}).items()
        if declared.text("type") in TYPES
    }


def read_field(
    building: Building, entity: str, part: Part, currency: str, level: str = "row"
) -> Field:
    """One field, every value of it checked against its type."""
    check_keys(building, part)
    check_currency(building, entity, part)
    type_, kind = TYPES[part.text("type")], kind_of(part, currency)
    given: dict[str, Any] = {flag: bool(part.get(flag)) for flag in FLAGS}
    given |= {key: part.get(key) for key in PLAIN_KEYS if part.get(key) is not None}
    given |= {key: part.text(key) for key in TEXT_KEYS}
    given |= values(building, entity, part, kind, level)
    given |= {key: building.condition(part.get(key), entity) for key in CONDITIONS}
    given |= {key: building.roles(part, key, OWNER) for key in ("read", "write")}
    return Field(
        name=part.name,
        type=type_.name,
        kind=kind,
        label=part.get("label") or Label({"zh_CN": part.name}),
        help=part.get("help"),
        formula=building.formula(part.get("formula"), entity, kind),
        pattern=pattern(building, part),
        decimals=kind.scale if "decimals" in type_.keys else 0,
        options=options(part),
        by=back_link(building, entity, part),
        where=where(building, entity, part),
        clauses=building.cited(part),
        span=part.span,
        **given,
    )


def check_keys(building: Building, part: Part) -> None:
    """Note keys that the field's type has not, and those that it needs."""
    type_ = TYPES[part.text("type")]
    strange = (SPECIFIC_KEYS - type_.keys) | UNFIT.get(type_.name, frozenset())
    for key in part.values:
        if key in strange:
            message = say(
                '"{key}" does not belong to {type} field.', key=key, type=article(type_.name)
            )
            building.add("E207", message, say('Leave "{key}" out.', key=key), part.place(key))
    for key in type_.needs:
        if key not in part.places:
            building.findings.add("E204", missing(key, part.name), part.span)
    if part.get("formula") is not None:
        _check_computed(building, part)
    _check_bounds(building, part)


def _check_computed(building: Building, part: Part) -> None:
    """Note keys that make no sense on a computed field."""
    for key in COMPUTED_NEVER:
        if key in part.values and part.get(key) is not False:
            message = say('"{part}" is computed, so it has no "{key}".', part=part.name, key=key)
            building.add(
                "E216", message, say('Leave out "{key}" or "formula".', key=key), part.place(key)
            )


def _check_bounds(building: Building, part: Part) -> None:
    """Note lengths that no text has, and a link that cannot be cleared."""
    low, high = part.get("min_length"), part.get("max_length")
    if low is not None and high is not None and low > high:
        message = say('"min_length" {low} is greater than "max_length" {high}.', low=low, high=high)
        building.add("E210", message, say("Swap them."), part.place("min_length"))
    if part.get("on_delete") == "clear" and part.get("required"):
        message = say('"{part}" is required, so it cannot be cleared.', part=part.name)
        building.add("E312", message, say("Write on_delete: refuse."), part.place("on_delete"))


def values(
    building: Building, entity: str, part: Part, kind: Kind, level: str
) -> dict[str, Formula | None]:
    """Default and bounds: plain values of the type, or formulas."""
    type_ = part.text("type")
    found = {
        key: building.value(part.get(key), type_, kind, entity, level)
        for key in ("default", "min", "max")
        if part.get(key) is not None and key not in UNFIT.get(type_, ())
    }
    low, high, start = (_plain(found.get(key)) for key in ("min", "max", "default"))
    if low is not None and high is not None and low > high:
        building.add("E210", say('"min" {low} is greater than "max" {high}.', low=low, high=high), say("Swap them."),
                     part.place("min"))  # fmt: skip
    elif start is not None and _outside(start, low, high):
        building.add("E217", say('"default" {start} is outside the bounds of "{part}".', start=start, part=part.name),
                     say('Change "default", "min" or "max".'), part.place("default"))  # fmt: skip
    return found


def _plain(formula: Formula | None) -> Any:
    """The value of a formula that is just a value, else None."""
    return formula.tree.value if formula and isinstance(formula.tree, Literal) else None


def _outside(value: Any, low: Any, high: Any) -> bool:
    """Whether a value is below or above the bounds that are plain."""
    return (low is not None and value < low) or (high is not None and value > high)


def pattern(building: Building, part: Part) -> str:
    """The pattern: a regular expression, or a sequence's parts."""
    written = part.get("pattern")
    if written is None:
        return ""
    if part.text("type") == "sequence":
        check_sequence(building, written)
    else:
        _check_regex(building, written)
    return str(written.text)


def _check_regex(building: Building, written: Scalar) -> None:
    """Note a pattern that is not a regular expression."""
    try:
        re.compile(written.text)
    except re.error as error:
        message = say(
            '"{pattern}" is not a regular expression: {error}.',
            pattern=_shortened(written.text),
            error=error.msg,
        )
        place = building.findings.inside(
            written.span, written.text, error.pos or 0, (error.pos or 0) + 1
        )
        building.add("E211", message, say("Write one like [A-Z]{2}\\d+ in single quotes."), place)


def _shortened(text: str) -> str:
    """A text that fits into a message."""
    return text if len(text) <= 24 else f"{text[:23]}…"


def options(part: Part) -> dict[str, Label]:
    """The options of a choice; a bare list of keys is its own labels."""
    written = part.get("options") or {}
    if isinstance(written, Mapping):
        return dict(written)
    return {key.text: Label({"zh_CN": key.text}) for key in written}


def back_link(building: Building, entity: str, part: Part) -> str:
    """The child's link that a lines field goes by."""
    if part.text("type") != "lines":
        return ""
    return link_back(part, entity, building.scope.by_entity)


def where(building: Building, entity: str, part: Part) -> Formula | None:
    """Which records may be linked; the names are the target's."""
    target = part.text("to")
    if target not in building.scope.by_entity:
        return None
    return building.condition(part.get("where"), target, outer=(entity,) if entity else ())


def state_field(part: Part) -> Field:
    """The workflow's own field: a choice that only transitions change."""
    states = part.get("states", {})
    labels = {
        name: state.get("label") if isinstance(state, Part) else state
        for name, state in states.items()
    }
    return Field(
        name=part.text("field", "state"),
        type="choice",
        kind=kinds.choice(tuple(labels)),
        label=STATE_LABEL,
        options=labels,
        required=True,
        readonly=True,
        index=True,
        span=part.span,
    )
