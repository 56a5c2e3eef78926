"""Traps 8 and 62 to 64: many rows, few statements."""

import time
from decimal import Decimal

import pytest

from kpi.period import Period

MILLION = 1_000_000
BUDGET = 30.0
"""Seconds for one figure of twelve months over a million rows, on a busy machine."""


def _copied(shop, times: int) -> None:
    """Copy the only deal so often that there are so many."""
    database = shop.tables.database
    names = [name for name in shop.tables.model("deal")._meta.columns if name != "id"]
    columns = ", ".join(f'"{name}"' for name in names)
    taken = ", ".join(f'd."{name}"' for name in names)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
    chosen = f'SELECT {taken} FROM n, "deal" d WHERE d.id = 1'
    database.execute_sql(f'INSERT INTO "deal" ({columns}) {numbers}{chosen}')


def test_trap_08_and_63_money_is_exact_over_a_million_rows_and_in_time(shop):
    shop.put("deal", signed_on="2025-06-02", amount=Decimal("0.10"))
    _copied(shop, MILLION)
    started = time.monotonic()
    assert shop.value("sum(deal.amount)") == Decimal("100000.00")
    assert time.monotonic() - started < BUDGET, "trap 63"


@pytest.mark.parametrize("people", [1, 40])
@pytest.mark.parametrize("months", [1, 12])
def test_trap_62_statements_do_not_grow_with_people_or_months(shop, people, months):
    for n in range(people):
        clerk = shop.put("clerk", name=str(n))
        shop.put("deal", signed_on="2025-06-02", seller=clerk, amount=Decimal(1))
        shop.put("visit", made_on="2025-06-02", maker=clerk, cost=Decimal(1))
    engine = shop.figures("sum(deal.amount) - sum(visit.cost)")
    asked, database = [], shop.tables.database
    run = database.execute_sql
    database.execute_sql = lambda *a, **k: asked.append(a[0]) or run(*a, **k)
    engine.cells(["asked"], Period.parse("2025").each_month()[:months], "employee")
    del database.execute_sql
    assert len([sql for sql in asked if "deal" in sql or "visit" in sql]) == 2
    assert len(asked) <= 4
