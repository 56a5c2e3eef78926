"""The shipped rulebook on PostgreSQL: it installs, and everything it computes has a statement."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from kpi.figures import Figures, level_of
from kpi.levels import LEVELS
from kpi.period import Period
from models import calendar
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.rulebook import Rulebook
from records.visibility import in_lists
from schema.objects import Schema
from tests.shipped.conftest import NOW, people, put
from tests.worlds import closed, founded

pytestmark = pytest.mark.postgres
JUNE = Period.parse("2026-06")


@pytest.fixture
def tables(shipped: Schema, postgres_url: str) -> Iterator[Tables]:
    """The company's empty tables and the calendar."""
    found = founded(shipped, postgres_url)
    calendar.fill(found)
    yield found
    closed(found)


@pytest.fixture
def company(shipped: Schema, tables: Tables, tmp_path: Path) -> SimpleNamespace:
    """The company's people and a customer."""
    store = partial(put, tables, NOW)
    ids = people(store)
    store(
        "customer", name="中晟通信", category="normal", salesperson=ids["seller"],
        office_clerk=ids["clerk"], filed_on=NOW, is_valid=True, address="昆山市城北路1299号",
        phone="0512-5766 3210", state="active",
    )  # fmt: skip
    book = Rulebook(shipped, tables, tmp_path / "files", clock=lambda: NOW)
    return SimpleNamespace(rulebook=book, **ids)


def test_every_list_can_be_read_with_all_its_columns_and_totals(company):
    gate = Gate(company.rulebook, SYSTEM)
    for entity in company.rulebook.schema.entities.values():
        columns = tuple(name for name in entity.fields if in_lists(gate.session, entity, name))
        page = gate.find(entity.name, Query(columns=columns, totals=entity.list.totals))
        assert page.total == len(page.records)


def test_a_record_can_be_opened_with_everything_that_is_computed(company):
    found = Gate(company.rulebook, SYSTEM).get("customer", 1)
    assert (found.title, found.titles["office_clerk"]) == ("中晟通信", "clerk")


@pytest.mark.parametrize("level", LEVELS)
def test_every_figure_can_be_computed(company, level):
    figures = Figures(company.rulebook)
    names = [k.name for k in company.rulebook.schema.kpis.values() if level_of(k, level)]
    cells = figures.cells(names, [JUNE], level)
    assert names
    assert {n: c.reason for n in names for c in cells[n].values() if c.state == "error"} == {}
