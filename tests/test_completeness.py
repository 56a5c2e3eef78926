"""Every field type has its function in every package, every function of the language its two meanings."""

import pytest

from admin.cells import CELLS, PHASES, PLAIN
from admin.filters import FILTERS
from admin.widgets import WIDGETS
from demo.values import BY_TYPE
from formula.functions import FUNCTIONS, OPERATORS
from formula.operations import LAZY, PURE
from formula.results import RULES
from formula.shapes import SHAPES
from migrate.convert import GROUPS
from migrate.convert import READERS as CONVERTED
from models.columns import COLUMNS
from models.conditions import CONDITIONS
from models.dialect_postgres import TYPES as POSTGRES
from models.values import VALUES
from records.query import OPERATIONS
from records.reading import READERS
from records.showing import SHOWN
from reports.values import PRINTED
from schema.scalar_shapes import OneOf
from schema.shapes import OBJECTS
from schema.types import NEVER_GIVEN, TEXTS, TYPES, Traits

BY_FIELD_TYPE = {
    "a column": COLUMNS,
    "a reader of what people type": READERS,
    "its words": SHOWN,
    "a cell": CELLS,
    "a plain text": PLAIN,
    "a control": WIDGETS,
    "a filter": FILTERS,
    "a value on paper": PRINTED,
    "a sample": BY_TYPE,
}
KINDS = {t.kind(Traits(options=("a",), entity="thing")) for t in TYPES.values()}
OTHERWISE = {"band", "ratio"}
"""`band` is a node of its own, and `ratio` is typed as a division."""


def missing(registry, wanted):
    """What a registry lacks."""
    return set(wanted) - set(registry)


@pytest.mark.parametrize("has", BY_FIELD_TYPE)
def test_every_field_type_has(has):
    assert not missing(BY_FIELD_TYPE[has], TYPES), f"these types have not {has}"


@pytest.mark.parametrize("has", BY_FIELD_TYPE)
def test_no_other_word_has(has):
    assert not missing(TYPES, BY_FIELD_TYPE[has])


@pytest.mark.parametrize("has", BY_FIELD_TYPE)
def test_a_new_type_would_be_missed(has):
    assert missing(BY_FIELD_TYPE[has], [*TYPES, "colour"]) == {"colour"}


@pytest.mark.parametrize("has", BY_FIELD_TYPE)
def test_what_is_registered_can_be_called_or_used(has):
    assert all(callable(f) or hasattr(f, "macro") for f in BY_FIELD_TYPE[has].values())


@pytest.mark.parametrize("kind", sorted(KINDS, key=str), ids=str)
def test_every_kind_of_a_field_can_be_filtered_and_stored(kind):
    assert ("many" if kind.many else kind.name) in OPERATIONS
    assert kind.name in POSTGRES


def test_every_type_that_keeps_no_text_is_known_to_the_plan():
    texts = TEXTS | NEVER_GIVEN | {"choice", "links"}
    assert not missing(GROUPS, TYPES.keys() - texts)
    assert set(GROUPS.values()) | {"text"} == CONVERTED.keys()


def test_every_control_has_a_macro():
    assert all(hasattr(widget, "macro") and widget.macro for widget in WIDGETS.values())


def test_every_function_has_a_value_on_a_record():
    rows = {name for name, f in FUNCTIONS.items() if f.level == "row"} - OTHERWISE
    assert not missing({**PURE, **LAZY}, rows | OPERATORS.keys())


def test_every_function_has_a_value_in_sql():
    rows = {name for name, f in FUNCTIONS.items() if f.level == "row"} - OTHERWISE
    assert not missing({**VALUES, **CONDITIONS}, rows | OPERATORS.keys())


def test_every_function_takes_and_gives_what_is_known():
    shapes = {
        a.rstrip("?*") for f in FUNCTIONS.values() if f.level != "aggregate" for a in f.arguments
    }
    assert not missing([*SHAPES, "band"], shapes)
    assert not missing([*RULES, "band"], {f.result for f in FUNCTIONS.values()})


def test_every_phase_of_a_state_has_a_colour():
    phase = OBJECTS["state"]["phase"].of
    assert isinstance(phase, OneOf) and set(phase.words) == PHASES
