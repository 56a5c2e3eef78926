"""What the SQL of a formula looks like and what it costs."""

from __future__ import annotations

from decimal import Decimal

import peewee
import pytest

from formula.check import typed
from formula.kinds import money
from models.compiler import NotOnRows
from models.database import connect
from models.dialect_sqlite import SqliteDialect
from models.exact import product, quotient
from models.expressions import Expressions
from models.tables import Tables
from tests.models.worlds import SchemaScope, context_of, random_world, store, world_schema


@pytest.fixture
def stored(database: peewee.Database) -> tuple[Expressions, object]:
    """Expressions over the small world's rows, and what formulas know."""
    world = random_world(world_schema(), 7)
    tables = Tables(world.schema, database)
    tables.create()
    store(world, tables)
    return Expressions(tables), context_of(world, None)


def tree(expressions: Expressions, text: str, **options: object) -> object:
    return typed(text, SchemaScope(expressions.schema), "animal", **options)


def test_a_path_of_names_leads_through_links(stored) -> None:
    expressions, context = stored
    row = expressions.tables.model("animal").alias()
    name = expressions.path("animal", "keeper.house.name", row, context)
    titles = {title for (title,) in row.select(name.alias("title")).tuples()}
    assert titles - {None} <= {house.name for house in expressions.tables.model("house")}


def test_no_value_of_a_formula_is_written_into_the_statement(stored) -> None:
    expressions, context = stored
    row = expressions.tables.model("animal").alias()
    text = "name = 'x'';drop' and price > 17.25"
    statement, values = (
        row.select().where(expressions.condition(tree(expressions, text), row, context)).sql()
    )
    assert "drop" not in statement and "17" not in statement
    assert len(values) == 2


def test_a_comparison_leaves_the_column_free_for_its_index(sqlite_url: str) -> None:
    tables = Tables(world_schema(), connect(sqlite_url))
    tables.create()
    expressions, row = Expressions(tables), tables.model("animal").alias("animal")
    condition = expressions.condition(
        tree(expressions, "keeper = me"), row, context_of(random_world(tables.schema, 1), None)
    )
    sql, values = row.select(row.id).where(condition).sql()
    plan = tables.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    assert "ix_animal_keeper_id" in plan[0][3]


def test_rows_at_hand_may_stand_around_the_rows_of_the_query(stored) -> None:
    expressions, context = stored
    keeper = expressions.tables.model("keeper")
    where = typed(
        "house = parent.keeper.house", SchemaScope(expressions.schema), "keeper", outer=("animal",)
    )
    animal = context.me.world.row("animal", 1)
    found = {
        row.id
        for row in keeper.select().where(expressions.condition(where, keeper, context, (animal,)))
    }
    house = animal.follow("keeper").get("house") if animal.get("keeper") else None
    assert found == {row.id for row in keeper.select() if house is not None and row.house == house}


def test_child_rows_in_the_recycle_bin_do_not_count(stored) -> None:
    expressions, context = stored
    expressions.tables.model("meal").update(deleted_at=context.now).execute()
    row = expressions.tables.model("animal").alias()
    count = expressions.value(tree(expressions, "count(meals)"), row, context)
    assert {found for (found,) in row.select(count).tuples()} == {0}


def test_a_figure_has_no_value_in_a_row(stored) -> None:
    expressions, context = stored
    measure = typed("count(animal)", SchemaScope(expressions.schema), "", level="figure")
    with pytest.raises(NotOnRows):
        expressions.value(measure, expressions.tables.model("animal"), context)


def test_what_sqlite_turned_into_a_float_is_refused() -> None:
    with pytest.raises(OverflowError):
        SqliteDialect().decoded(money(), 1e20)


def test_exact_functions_refuse_what_cannot_be_stored() -> None:
    with pytest.raises(OverflowError):
        product(2**62, 2**62, 1)


@pytest.mark.parametrize(
    ("top", "bottom", "expected"),
    [("1", "3", "0.33333333"), ("-2", "3", "-0.66666667"), ("1", "0", None), ("8", "500", "0.016")],
)
def test_a_quotient_has_eight_decimals(top: str, bottom: str, expected: str | None) -> None:
    found = quotient(int(Decimal(top) * 100), 2, int(bottom), 0)
    assert found == (None if expected is None else int(Decimal(expected) * 10**8))
