"""The keys of figures and of the boards that show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schema.common_shapes import CLAUSES, FORMULA, LABEL, MONTH, TEXT, WORDS
from schema.nested_shapes import ByForm, Key, Many, Names, Object
from schema.scalar_shapes import Flag, Matching, OneOf, Whole

SUBJECTS = ("company", "department", "employee")
UNITS = ("percent", "number", "money", "days", "count")
DIRECTIONS = ("higher", "lower", "range")
NO_DENOMINATOR = ("no_data", "zero", "full")
NO_ROWS = ("no_data", "zero", "not_applicable")
PLACES = ("menu", "desk")
PERIODS = ("month", "quarter", "half", "year")
ROLLUPS = ("recompute", "sum", "last", "max", "avg")
MATURITY = Matching(r"\d{1,4}d?", "days like 30 or 30d")

_BESIDE: Mapping[str, Mapping[str, Key]] = {
    "binding": {
        "date": Key(FORMULA),
        "employee": Key(FORMULA),
        "department": Key(FORMULA),
    },
    "version": {
        "from": Key(MONTH),
        "formula": Key(FORMULA, required=True),
    },
    "target": {
        "from": Key(MONTH),
        "value": Key(FORMULA),
        "low": Key(FORMULA),
        "high": Key(FORMULA),
        "position": Key(TEXT),
        "department": Key(TEXT),
        "employee": Key(TEXT),
    },
    "drill": {"columns": Key(Names("entity", WORDS, check=False), required=True)},
    "dashboard": {
        "label": Key(LABEL, required=True),
        "kpis": Key(Many(TEXT, unique=True, least=1), required=True),
        "periods": Key(Whole(1, 36)),
        "places": Key(Many(OneOf(PLACES, "place"), single=True)),
        "view": Key(WORDS),
        "clauses": CLAUSES,
    },
}
"""The objects that name no other."""


def _target(one: Object) -> ByForm:
    """A value, one target, or several with their days and whom they are for."""
    return ByForm(
        "a value or a list",
        "Write 30% or [{from: 2024-01, value: 30%}].",
        scalar=FORMULA,
        items=Many(one, least=1),
        table=one,
    )


def figure_objects(object_: Callable[[str], Object]) -> Mapping[str, Mapping[str, Key]]:
    """Each object's keys by its name; `object_` refers to an object of the whole table."""
    return {
        "kpi": {
            "label": Key(LABEL, required=True),
            "formula": Key(
                ByForm(
                    "a formula or a list",
                    "Write count(order) or [{from: 2024-01, formula: count(order)}].",
                    scalar=FORMULA,
                    items=Many(object_("version"), least=1),
                ),
                required=True,
            ),
            "code": Key(TEXT),
            "clauses": CLAUSES,
            "bind": Key(Names("entity", object_("binding"), check=False)),
            "subject": Key(OneOf(SUBJECTS, "subject")),
            "period": Key(OneOf(PERIODS, "period")),
            "split": Key(TEXT),
            "unit": Key(OneOf(UNITS, "unit")),
            "decimals": Key(Whole(0, 6)),
            "direction": Key(OneOf(DIRECTIONS, "direction")),
            "strict": Key(Flag()),
            "rollup": Key(OneOf(ROLLUPS, "rollup")),
            "when_no_rows": Key(OneOf(NO_ROWS, "rule for no rows")),
            "when_denominator_zero": Key(OneOf(NO_DENOMINATOR, "rule for a denominator of 0")),
            "min_rows": Key(Whole(0, 1_000_000)),
            "maturity": Key(MATURITY),
            "target": Key(_target(object_("target"))),
            "explain": Key(LABEL),
            "source": Key(LABEL),
            "drill": Key(object_("drill")),
            "view": Key(WORDS),
            "tests": Key(Many(object_("kpi example"), least=1)),
        },
        **_BESIDE,
    }
