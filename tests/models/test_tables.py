"""Tables: the models of a rulebook on a real database."""

from __future__ import annotations

import threading
from datetime import date, datetime, time
from decimal import Decimal

import peewee
import pytest

from formula import kinds
from models.columns import COLUMNS
from models.database import UnknownDatabase, analyze, connect, transaction
from models.tables import Tables
from schema.objects import ListLayout, Schema
from tests.models.conftest import NOW, entity, field, insert, schema_of, zoo

VALUES = {
    "price": Decimal("1234567890.05"),
    "share": Decimal("0.0160"),
    "born": date(2020, 2, 29),
    "fed_at": datetime(2024, 1, 2, 3, 4, 5),
    "feeding": time(6, 30),
    "tame": False,
    "foods": ("hay", "fish"),
}


def test_every_kind_of_value_comes_back_as_it_was_stored(tables: Tables) -> None:
    keeper = insert(tables, "keeper", name="Li")
    row = insert(tables, "animal", keeper=keeper.id, tag="A1", **VALUES)
    read = tables.model("animal").get_by_id(row.id)
    assert {name: getattr(read, name) for name in VALUES} == VALUES


def test_a_scaled_number_is_rounded_half_away_from_zero(tables: Tables) -> None:
    keeper = insert(tables, "keeper", name="Li")
    row = insert(tables, "animal", keeper=keeper.id, price=Decimal("-2.675"))
    assert tables.model("animal").get_by_id(row.id).price == Decimal("-2.68")


def test_two_entities_may_point_at_each_other(tables: Tables) -> None:
    house = insert(tables, "house", name="Cats")
    keeper = insert(tables, "keeper", name="Li", house=house.id)
    model = tables.model("house")
    model.update(head=keeper.id).where(model.id == house.id).execute()
    assert model.get_by_id(house.id).head == keeper.id


def test_a_link_keeps_its_target_from_being_removed(tables: Tables) -> None:
    house = insert(tables, "house", name="Cats")
    insert(tables, "keeper", name="Li", house=house.id)
    with pytest.raises(peewee.IntegrityError):
        tables.model("house").delete().execute()


def test_a_unique_value_is_free_again_in_the_recycle_bin(tables: Tables) -> None:
    insert(tables, "keeper", name="Li", deleted_at=NOW)
    insert(tables, "keeper", name="Li")
    with pytest.raises(peewee.IntegrityError), transaction(tables.database):
        insert(tables, "keeper", name="Li")
    assert tables.model("keeper").select().count() == 2


def test_many_links_live_in_a_table_between(tables: Tables) -> None:
    keeper = insert(tables, "keeper", name="Li").id
    cat, dog = (insert(tables, "animal", keeper=keeper).id for _ in range(2))
    between = tables.through("animal", "friends")
    between.create(source=cat, target=dog)
    assert list(between.select(between.target).tuples()) == [(dog,)]


def test_lines_know_their_position(tables: Tables) -> None:
    assert "line_number" in tables.model("meal")._meta.fields
    assert "line_number" not in tables.model("animal")._meta.fields


def test_versions_of_a_rulebook_live_side_by_side(tables: Tables) -> None:
    other = Tables(
        schema_of(entity("keeper", field("name", "string", kinds.TEXT))), tables.database
    )
    insert(tables, "keeper", name="Li")
    assert other.model("keeper").get().name == "Li"
    assert "house" not in other.model("keeper")._meta.fields


def test_an_error_undoes_the_whole_transaction(tables: Tables) -> None:
    with pytest.raises(peewee.IntegrityError), transaction(tables.database):
        insert(tables, "house", name="Cats")
        insert(tables, "animal", keeper=999)
        insert(tables, "animal", keeper=None)
    assert tables.model("house").select().count() == 0


def test_many_threads_write_without_losing_anything(tables: Tables) -> None:
    model, database = tables.model("house"), tables.database

    def work() -> None:
        with database.connection_context():
            for _ in range(10):
                with transaction(database):
                    insert(tables, "house", name=str(model.select().count()))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert model.select().count() == 60


def test_platform_tables_are_reached_by_name(tables: Tables) -> None:
    tables.SettingValue.create(key="days", value=10, changed_at=NOW)
    assert tables.SettingValue.get_by_id("days").value == 10
    with pytest.raises(AttributeError):
        _ = tables.Nothing


@pytest.mark.parametrize("column", ["keeper_id", "owner_id", "tag"])
def test_what_people_link_and_sort_by_is_indexed(column: str, tables: Tables) -> None:
    assert any(index.table == "animal" and index.columns == (column,) for index in tables.indexes)


def test_a_long_name_still_makes_a_short_index_name(tables: Tables) -> None:
    name = "一个非常长的名字" * 5
    index = Tables(
        schema_of(entity(name, field("x", "string", kinds.TEXT, unique=True))), tables.database
    ).indexes[0]
    assert len(index.name.encode()) <= 60


def test_sqlite_connections_have_their_settings(sqlite_url: str) -> None:
    database = connect(sqlite_url)
    assert (database.journal_mode, database.foreign_keys) == ("wal", 1)
    assert database.synchronous == 1
    database.close()


def test_an_unknown_database_is_refused_with_what_to_write() -> None:
    with pytest.raises(UnknownDatabase, match="sqlite:///file.db"):
        connect("mysql://localhost/x")


def test_every_column_maker_is_a_function_with_a_docstring() -> None:
    assert all(maker.__doc__ for maker in COLUMNS.values())
    assert isinstance(zoo(), Schema)


def test_a_filtered_list_finds_its_order_in_the_same_index(sqlite_url: str) -> None:
    shown = ListLayout(("name",), filters=("size",), sort=("-born",))
    fields = field("size", "choice", kinds.choice(("s",))), field("born", "date", kinds.DATE)
    tables = Tables(schema_of(entity("animal", *fields, list=shown)), connect(sqlite_url))
    tables.create()
    model = tables.model("animal")
    living = model.select(model.id).where((model.size == "s") & model.deleted_at.is_null())
    sql, values = living.order_by(model.born.desc()).sql()
    plan = tables.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    assert len(plan) == 1 and "ix_animal_size_born" in plan[0][3]
    analyze(tables.database)
    tables.database.close()
