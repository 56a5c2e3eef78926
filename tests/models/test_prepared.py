"""A statement that was written once says of every value what a new one would."""

from __future__ import annotations

import pytest

from models.prepared import ANY
from models.tables import Tables
from tests.models.conftest import NOW, insert
from tests.models.test_tables import VALUES


@pytest.fixture
def animals(tables: Tables) -> list[int]:
    """An animal with every kind of value, one with none, and one that lies in the bin."""
    keeper = insert(tables, "keeper", name="Li").id
    return [
        insert(tables, "animal", keeper=keeper, tag="A1", **VALUES).id,
        insert(tables, "animal", keeper=keeper).id,
        insert(tables, "animal", keeper=keeper, tag="A3", deleted_at=NOW).id,
    ]


def test_it_finds_the_same_rows_with_the_same_values(tables: Tables, animals: list[int]) -> None:
    model = tables.model("animal")
    by_id = tables.prepared(("animal",), lambda: model.select().where(model.id == ANY))
    for id in (*animals, 99):
        anew = list(model.select().where(model.id == id).dicts())
        assert list(by_id.of(id)) == anew and len(anew) == (id != 99)


def test_for_no_value_there_are_no_rows(tables: Tables, animals: list[int]) -> None:
    model = tables.model("house")
    headless = tables.prepared(("house", "head"), lambda: model.select().where(model.head == ANY))
    insert(tables, "house", name="Cats")
    assert list(headless.of(None)) == []


def test_it_is_written_once(tables: Tables) -> None:
    model = tables.model("animal")
    first = tables.prepared(("animal",), lambda: model.select().where(model.id == ANY))
    assert tables.prepared(("animal",), lambda: pytest.fail("written again")) is first


def test_a_query_of_more_than_one_value_is_refused(tables: Tables) -> None:
    model = tables.model("animal")
    with pytest.raises(ValueError, match="2 values"):
        tables.prepared(("x",), lambda: model.select().where(model.id == ANY, model.tag == "A1"))
