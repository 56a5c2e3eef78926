"""Trap 64: a figure's statement goes through the index that its declaration made."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from random import Random

import pytest
import yaml

from kpi.figures import Figures
from kpi.period import Period
from models.database import analyze, connect
from models.tables import Tables
from records.rulebook import Rulebook
from schema.load import read
from tests.traps.conftest import SHOP

NOW = datetime(2025, 6, 15, 10)
SELLERS, MONTHS, EACH = 40, 48, 8
TURNOVER = {
    "label": "Turnover of urgent deals",
    "formula": "sum(deal.amount where urgent)",
    "bind": {"deal": {"date": "signed_on", "employee": "seller"}},
    "unit": "money",
}
BY_DATE = "ix_deal_signed_on_seller_id_amount_urgent_deleted_at"
BY_PERSON = "ix_deal_seller_id_signed_on"


@pytest.fixture
def busy(database_url, tmp_path):
    """A shop in its fourth year: forty sellers with eight deals a month each, 15,360 in all."""
    figure = yaml.safe_dump({"kpis": {"turnover": TURNOVER}})
    schema = read({"shop.yaml": SHOP, "k.yaml": figure})
    tables = Tables(schema, connect(database_url))
    tables.create()
    database = tables.database
    moments = {"created_at": NOW, "updated_at": NOW}
    clerk, deal = tables.model("clerk"), tables.model("deal")
    ids = [clerk.create(name=f"seller {n}", **moments).id for n in range(SELLERS)]
    rows = [
        {"seller": who, "signed_on": date(2022 + m // 12, m % 12 + 1, 3 * n + 1), **moments}
        | {"amount": Decimal(n + 1), "urgent": n % 2 == 0}
        for m in range(MONTHS)
        for who in ids
        for n in range(EACH)
    ]
    Random(64).shuffle(rows)  # imported from several places, not in the order of the days
    with database.atomic():
        for start in range(0, len(rows), 500):
            deal.insert_many(rows[start : start + 500]).execute()
    if not tables.sqlite:
        database.connection().autocommit = True
        database.execute_sql("VACUUM deal")
        database.connection().autocommit = False
    analyze(database)
    yield Figures(Rulebook(schema, tables, tmp_path, clock=lambda: NOW)), ids
    getattr(database, "close_all", database.close)()


def plan(figures: Figures, level: str, only: int | None = None) -> tuple[dict, str]:
    """The cells of June 2025, and how the database looked for the deals."""
    tables = figures.rulebook.tables
    database, sent = tables.database, []
    execute = database.execute_sql
    database.execute_sql = lambda sql, values=None, *rest: (
        sent.append((sql, values)) or execute(sql, values, *rest)
    )
    try:
        june = Period.parse("2025-06")
        cells = figures.cells(["turnover"], [june], level, only=only)["turnover"]
    finally:
        database.execute_sql = execute
    ((sql, values),) = [each for each in sent if '"deal"' in each[0]]
    explain = "EXPLAIN QUERY PLAN " if tables.sqlite else "EXPLAIN "
    lines = execute(explain + sql, values).fetchall()
    return {who: cell.value for (_, who), cell in cells.items()}, "\n".join(
        str(line[-1]) for line in lines
    )


def test_trap_64_a_month_of_everybody_is_read_from_the_index_by_date_alone(busy):
    figures, ids = busy
    cells, told = plan(figures, "employee")
    assert cells == dict.fromkeys(ids, Decimal(1 + 3 + 5 + 7))
    assert BY_DATE in told
    assert "COVERING INDEX" in told or "Index Only Scan" in told
    assert "SCAN deal" not in told and "Seq Scan" not in told


def test_trap_64_the_company_s_month_too(busy):
    figures, _ = busy
    cells, told = plan(figures, "company")
    assert cells == {None: Decimal(16 * SELLERS)}
    assert BY_DATE in told and "Seq Scan" not in told


def test_trap_64_one_person_s_month_does_not_read_the_other_people(busy):
    figures, ids = busy
    cells, told = plan(figures, "employee", only=ids[7])
    assert cells == {ids[7]: Decimal(16)}
    assert BY_PERSON in told or BY_DATE in told
    assert "SCAN deal" not in told and "Seq Scan" not in told
