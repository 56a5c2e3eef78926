"""A formula means the same on one record and in SQL, on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import peewee
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from formula.check import typed
from formula.evaluate import Context, holds, value
from formula.faults import FormulaError
from formula.kinds import BOOLEAN
from formula.tree import Apply, Typed
from models import calendar
from models.expressions import Expressions
from models.tables import Tables
from tests.models.formulas import LEAVES, formulas
from tests.models.worlds import SchemaScope, World, context_of, random_world, store, world_schema
from tests.worlds import closed, founded

SQUEEZED = settings(
    max_examples=int(os.environ.get("RULEBOOK_EXAMPLES", "25")),
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
TOO_LARGE = (OverflowError, peewee.OperationalError, peewee.DataError)


@dataclass(frozen=True)
class Twin:
    """The same rows in memory and in a database."""

    world: World
    tables: Tables
    context: Context

    def tree(self, text: str) -> Typed:
        """The typed formula over animals; formulas that are refused are not of interest."""
        try:
            return typed(text, SchemaScope(self.world.schema), "animal")
        except FormulaError as error:
            assume("E6" not in str(error.faults[0].code))
            raise

    def in_memory(self, tree: Typed) -> dict[int, object]:
        return {
            id: value(tree, self.world.row("animal", id), self.context)
            for id in self.world.rows["animal"]
        }

    def in_sql(self, tree: Typed) -> dict[int, object]:
        model, expressions = self.tables.model("animal"), Expressions(self.tables)
        piece = expressions.value(tree, model, self.context)
        rows = model.select(model.id, piece.alias("found")).tuples()
        return {id: expressions.decoded(tree.kind, raw) for id, raw in rows}

    def where(self, tree: Typed) -> set[int]:
        row = self.tables.model("animal").alias()
        condition = Expressions(self.tables).condition(tree, row, self.context)
        return {id for (id,) in row.select(row.id).where(condition).tuples()}

    def holding(self, tree: Typed) -> set[int]:
        rows = self.world.rows["animal"]
        return {id for id in rows if holds(tree, self.world.row("animal", id), self.context)}


@pytest.fixture
def twin(database_url: str, seed: int) -> Iterator[Twin]:
    world = random_world(world_schema(), seed)
    tables = founded(world.schema, database_url)
    calendar.fill(tables, [2024])
    store(world, tables)
    yield Twin(world, tables, context_of(world, calendar.read(tables)))
    closed(tables)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", sorted(LEAVES))
def test_a_value_is_the_same_in_memory_and_in_sql(kind: str, twin: Twin) -> None:
    @SQUEEZED
    @given(formulas(kind))
    def agree(text: str) -> None:
        tree = twin.tree(text)
        try:
            found = twin.in_sql(tree)
        except TOO_LARGE:
            assume(False)
        assert found == twin.in_memory(tree)

    agree()


@pytest.mark.parametrize("seed", [3, 4])
def test_a_condition_picks_the_rows_on_which_it_holds(twin: Twin) -> None:
    @SQUEEZED
    @given(formulas("boolean", 3), st.booleans())
    def agree(text: str, negated: bool) -> None:
        tree = twin.tree(text)
        tree = Apply(BOOLEAN, tree.span, "not", (tree,)) if negated else tree
        try:
            found = twin.where(tree)
        except TOO_LARGE:
            assume(False)
        assert found == twin.holding(tree)

    agree()


@pytest.mark.parametrize("seed", [5])
@pytest.mark.parametrize("kind", sorted(LEAVES))
def test_every_leaf_is_a_formula_and_agrees(kind: str, twin: Twin) -> None:
    for text in LEAVES[kind]:
        tree = typed(text, SchemaScope(twin.world.schema), "animal")
        assert twin.in_sql(tree) == twin.in_memory(tree), text
