"""The keys that every object of the language may have: one table for all.

The checker reads YAML by it and `jsonschema.document` writes the editors' schema from
it. What a key says about other keys or other objects is checked by the readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from schema.card_shapes import MISSING, card_keys, card_objects
from schema.common_shapes import CLAUSES, FORMULA, LABEL, TEXT, WORDS
from schema.duties import RHYTHMS, WEEKDAYS
from schema.example_shapes import example_objects
from schema.figure_shapes import figure_objects
from schema.nested_shapes import ByForm, Key, Labelled, Many, Names, Object
from schema.scalar_shapes import (
    Exact,
    Flag,
    Matching,
    OneOf,
    Value,
    Whole,
)
from schema.scoring_shapes import scoring
from schema.values import LOCALES

ACTIONS = ("read", "create", "update", "delete", "restore", "export", "print", "import")
PHASES = ("idle", "run", "wait", "ok", "end", "bad")
ON_DELETE = ("refuse", "clear", "cascade")
WIDTHS = ("third", "half", "two", "full")
ITEM_EMPTY = ("renormalize", "full", "zero", "manual")
PAPERS = ("A3", "A4", "A5", "A3 landscape", "A4 landscape", "A5 landscape")


def _objects() -> Mapping[str, Mapping[str, Key]]:
    """The table, looked up when it is complete."""
    return OBJECTS


def _object(name: str, open_: bool = False) -> Object:
    """A reference to an object of the table."""
    return Object(name, _objects, open_)


EVERY = Matching(r"[1-9]\d{0,2} (workday|day|week|month)s?", 'an interval like "1 workday"')
OPTIONS = ByForm(
    "a mapping or a list",
    "Write {key: label, …} or [key, …].",
    items=Many(TEXT, least=1, unique=True),
    table=Names("option", LABEL, check=False, least=1),
)

_FIELD: Mapping[str, Key] = {
    "type": Key(TEXT, required=True, says="One of the field types"),
    "label": Key(LABEL, says="What screens and paper call it"),
    "help": Key(LABEL, says="A line of help under the field"),
    "required": Key(Flag()),
    "unique": Key(Flag()),
    "index": Key(Flag()),
    "default": Key(Value(), says="A plain value or a formula"),
    "formula": Key(FORMULA, says="Makes the field computed"),
    "min": Key(Value()),
    "max": Key(Value()),
    "min_length": Key(Whole(0, 100_000)),
    "max_length": Key(Whole(1, 100_000)),
    "pattern": Key(TEXT, says="A regular expression; of a sequence, its number's form"),
    "options": Key(OPTIONS, says="Key and label of every option"),
    "multiple": Key(Flag()),
    "decimals": Key(Whole(0, 6)),
    "currency": Key(TEXT, says="A currency like USD, or the field that says it"),
    "to": Key(TEXT, says="The entity that a link points to"),
    "of": Key(TEXT, says="The entity of the lines"),
    "by": Key(TEXT, says="The lines' link back"),
    "where": Key(FORMULA, says="Which records may be chosen; `parent` is the one edited"),
    "on_delete": Key(OneOf(ON_DELETE, "rule for deletion")),
    "readonly": Key(Flag()),
    "hidden": Key(Flag()),
    "private": Key(Flag()),
    "visible_if": Key(FORMULA),
    "required_if": Key(FORMULA),
    "readonly_if": Key(FORMULA),
    "read": Key(WORDS, says="Only these roles see the field"),
    "write": Key(WORDS, says="Only these roles change the field"),
    "width": Key(OneOf(WIDTHS, "width")),
    "group": Key(TEXT, says="The section it stands in when the entity has no form"),
    "renamed_from": Key(TEXT),
    "retired": Key(Flag()),
    "clauses": CLAUSES,
    "sample": Key(TEXT, says="What sample data to make"),
}

SETTING_KEYS = (
    "type", "label", "help", "default", "min", "max", "min_length", "max_length", "pattern",
    "options", "multiple", "decimals", "currency", "clauses", "required",
)  # fmt: skip
"""The field keys that a setting has too."""

OBJECTS: Mapping[str, Mapping[str, Key]] = MappingProxyType(
    {
        "file": {
            "module": Key(_object("module")),
            "company": Key(_object("company", open_=True)),
            "people": Key(_object("people")),
            "locales": Key(Many(OneOf(LOCALES, "language"), least=1), says="The first is where people start"),
            "settings": Key(Names("setting", _object("setting"))),
            "roles": Key(Names("role", _object("role"))),
            "entities": Key(Names("entity", _object("entity"))),
            "reports": Key(Names("report", _object("report"))),
            "kpis": Key(Names("kpi", _object("kpi"))),
            "dashboards": Key(Names("dashboard", _object("dashboard"))),
            "scorecards": Key(Names("scorecard", _object("scorecard"))),
            "clauses": Key(Names("clause", TEXT, check=False)),
        },
        "module": {
            "name": Key(TEXT, required=True),
            "label": Key(LABEL),
            "icon": Key(TEXT),
            "order": Key(Whole()),
        },
        "company": {
            "name": Key(LABEL),
            "address": Key(TEXT),
            "phone": Key(TEXT),
            "website": Key(TEXT),
            "logo": Key(TEXT),
            "time_zone": Key(TEXT),
            "currency": Key(Matching(r"[A-Z]{3}", "a currency like CNY")),
            "rates": Key(_object("rates")),
            "month_starts_on": Key(Whole(1, 28)),
        },
        "rates": {
            "entity": Key(TEXT, required=True),
            "currency": Key(TEXT, required=True),
            "date": Key(TEXT, required=True),
            "rate": Key(TEXT, required=True),
        },
        "people": {
            "entity": Key(TEXT, required=True),
            "name": Key(TEXT),
            "department": Key(TEXT),
            "superior": Key(TEXT),
            "position": Key(TEXT),
            "locale": Key(TEXT),
            "assignments": Key(_object("assignments")),
        },
        "assignments": {
            "of": Key(TEXT, required=True),
            "person": Key(TEXT, required=True),
            "department": Key(TEXT, required=True),
            "from": Key(TEXT, required=True),
            "before": Key(TEXT),
            "position": Key(TEXT),
            "position_before": Key(TEXT),
            "superior": Key(TEXT),
            "superior_before": Key(TEXT),
            "when": Key(FORMULA),
        },
        "role": {"label": Key(LABEL), "includes": Key(WORDS)},
        "setting": {
            **{key: _FIELD[key] for key in SETTING_KEYS},
            "group": Key(LABEL, says="The heading it stands under"),
            "dated": Key(Flag(), says="Its values hold from a date on"),
        },
        "field": _FIELD,
        "entity": {
            "label": Key(LABEL, required=True),
            "title": Key(TEXT, says="Texts and {paths}"),
            "icon": Key(TEXT),
            "clauses": CLAUSES,
            "order": Key(Whole()),
            "hidden": Key(Flag()),
            "owner": Key(TEXT, says="The link to the person who owns a record"),
            "due": Key(TEXT, says="The date that makes an unfinished record overdue"),
            "done": Key(TEXT, says="The field that finishes a record once it is filled in"),
            "renamed_from": Key(TEXT),
            "fields": Key(Names("field", _object("field"), least=1), required=True),
            "unique": Key(
                Many(Many(TEXT, least=1, unique=True), least=1),
                says="Fields that are unique together; the recycle bin does not count",
            ),
            "checks": Key(Many(_object("check"))),
            "workflow": Key(_object("workflow")),
            "permissions": Key(Names("role", _object("grant"), check=False)),
            "list": Key(_object("list")),
            "form": Key(Many(_object("section"), least=1)),
            "duties": Key(Names("duty", _object("duty"))),
        },
        "duty": {
            "label": Key(LABEL),
            "every": Key(OneOf(RHYTHMS, "rhythm")),
            "weekday": Key(OneOf(WEEKDAYS, "day of the week")),
            "month": Key(Whole(1, 12)),
            "day": Key(Whole(1, 31)),
            "workday": Key(Flag()),
            "ahead": Key(Whole(0, 366)),
            "each": Key(TEXT),
            "when": Key(FORMULA),
            "set": Key(Names("field", Value(), check=False)),
            "match": Key(WORDS),
            "open": Key(Many(TEXT, single=True, least=1, unique=True)),
            "clauses": CLAUSES,
        },
        "check": {
            "that": Key(FORMULA, required=True),
            "message": Key(LABEL, required=True),
            "field": Key(TEXT),
            "clauses": CLAUSES,
        },
        "workflow": {
            "field": Key(TEXT),
            "initial": Key(TEXT),
            "states": Key(
                Names("state", Labelled(_object("state")),
                      check=False, least=1),
                required=True,
            ),  # fmt: skip
            "transitions": Key(Names("transition", _object("transition"), check=False)),
            "remind": Key(Many(_object("reminder"))),
        },
        "state": {"label": Key(LABEL, required=True), "phase": Key(OneOf(PHASES, "phase"))},
        "transition": {
            "label": Key(LABEL, required=True),
            "from": Key(WORDS, required=True),
            "to": Key(TEXT, required=True),
            "by": Key(WORDS, says="Roles, owner, or paths to a person"),
            "when": Key(FORMULA),
            "set": Key(Names("field", Value(), check=False)),
            "update": Key(
                Names("link", Names("field", Value(), check=False, least=1), check=False, least=1)
            ),
            "ask": Key(WORDS),
            "message": Key(LABEL),
            "clauses": CLAUSES,
        },
        "reminder": {
            "when": Key(FORMULA, required=True),
            "to": Key(WORDS, required=True),
            "every": Key(EVERY),
            "message": Key(LABEL, required=True),
        },
        "grant": {action: Key(FORMULA) for action in ACTIONS},
        "list": {
            "columns": Key(Many(TEXT, unique=True, least=1)),
            "filters": Key(WORDS),
            "sort": Key(WORDS),
            "totals": Key(WORDS),
            "search": Key(WORDS),
        },
        "section": {
            "section": Key(LABEL, required=True),
            "fields": Key(Many(TEXT, unique=True, least=1), required=True),
            "visible_if": Key(FORMULA),
        },
        "report": {
            "label": Key(LABEL, required=True),
            "of": Key(TEXT),
            "dashboard": Key(TEXT),
            "template": Key(TEXT, required=True),
            "paper": Key(OneOf(PAPERS, "paper")),
            "when": Key(FORMULA),
            "draft": Key(FORMULA),
            "number": Key(TEXT),
            "clauses": CLAUSES,
        },
        **figure_objects(_object),
        **example_objects(_object),
        "scorecard": {
            "label": Key(LABEL, required=True),
            "of": Key(TEXT, required=True),
            "person": Key(TEXT),
            "department": Key(TEXT),
            "period": Key(TEXT, required=True),
            "when": Key(FORMULA),
            "notes": Key(_object("notes")),
            "history": Key(Whole(2, 12)),
            "items": Key(Many(_object("item group"), least=1)),
            "decimals": Key(Whole(0, 6)),
            "when_item_empty": Key(OneOf(ITEM_EMPTY, "rule for an empty item")),
            "max": Key(Exact()),
            "ratings": Key(_object("ratings")),
            "raters": Key(Names("rater", _object("rater"), check=False, least=1)),
            "missing_rater": Key(OneOf(MISSING, "rule for a missing rater")),
            "grades": Key(Names("grade", _object("grade"), check=False, least=1)),
            "gates": Key(Many(_object("gate"))),
            "freeze_on": Key(Many(TEXT, single=True, unique=True)),
            "applies_to": Key(FORMULA),
            "set": Key(Names("field", Value(), check=False)),
            **card_keys(_object),
            "clauses": CLAUSES,
            "tests": Key(Many(_object("scorecard example"), least=1)),
        },
        "notes": {
            "of": Key(TEXT, required=True),
            "sheet": Key(TEXT, required=True),
            "kpi": Key(TEXT, required=True),
            "needed": Key(WORDS),
            "needed_on": Key(Many(TEXT, single=True, unique=True)),
            "shown": Key(TEXT),
        },
        **card_objects(_object),
        "item group": {
            "group": Key(LABEL, required=True),
            "items": Key(Many(_object("item"), least=1), required=True),
        },
        **scoring(_object),
        "grade": {
            "label": Key(LABEL, required=True),
            "from": Key(FORMULA),
            "coefficient": Key(FORMULA),
        },
        "gate": {
            "when": Key(FORMULA, required=True),
            "cap": Key(TEXT),
            "score": Key(Exact()),
        },
    }
)  # fmt: skip
"""Every object's keys by the object's name."""

FILE = _object("file")
"""The shape of a whole file."""
