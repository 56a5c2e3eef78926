"""Traps 8 and 62 to 64: many rows, few statements."""

import time
from datetime import date
from decimal import Decimal

import pytest

from kpi.period import Period
from tests.traps.conftest import NOW

JUNE = date(2025, 6, 2)
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


DEAL, VISIT = "on signed_on by seller", "on made_on by maker"
SHAPES = (
    f"sum(deal.amount where pieces > {{n}} {DEAL})",
    f"sum(visit.cost {VISIT}) / count(visit where pieces > {{n}} {VISIT})",
    f"count(deal where stage = 'won' {DEAL}) / count(deal {DEAL}) * {{n}}",
    f"ytd(sum(deal.amount {DEAL})) - previous(sum(visit.cost {VISIT})) * {{n}}",
)
BOARD = {f"f{n}": shape.format(n=n) for n, shape in enumerate(SHAPES * 5)}
"""Twenty figures of deals, of visits and of both, of this month, the last one and the year."""


@pytest.mark.parametrize("people", [1, 300])
@pytest.mark.parametrize("months", [1, 12])
def test_trap_62_a_board_of_twenty_figures_asks_once_per_entity(shop, people, months):
    """However many people there are and however many months the board has."""
    clerks = range(1, people + 1)
    stamps = {"created_at": NOW, "updated_at": NOW}
    for entity, rows in {
        "clerk": [{"id": n, "name": str(n)} for n in clerks],
        "deal": [{"seller": n, "signed_on": JUNE, "amount": 2, "pieces": 99} for n in clerks],
        "visit": [{"maker": n, "made_on": JUNE, "cost": 1, "pieces": 99} for n in clerks],
    }.items():
        shop.tables.model(entity).insert_many([row | stamps for row in rows]).execute()
    shop.bind = {}
    engine = shop.figures("kpi.f0 + kpi.f1", BOARD)
    asked, database = [], shop.tables.database
    run = database.execute_sql
    database.execute_sql = lambda *a, **k: asked.append(a[0]) or run(*a, **k)
    cells = engine.cells(list(BOARD), Period.parse("2025").each_month()[-months:], "employee")
    del database.execute_sql
    assert len(cells) == 20
    assert {who for _, who in cells["f3"]} == set(clerks)
    assert len(asked) <= 2 + 2
