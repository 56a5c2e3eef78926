"""What must hold of every figure that adds up, whatever the rows are."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from random import Random

import pytest

from kpi.period import Period

YEAR = Period.parse("2026")
GONE = datetime(2026, 6, 2)


@pytest.fixture
def baked(put):
    """Forty batches of three bakers and of nobody, all over the year, in an order of its own."""

    def bake(order: int = 0):
        random = Random(7)
        rows = [
            {
                "baker": random.choice((1, 2, 3, None)),
                "baked_on": date(2026, random.randint(1, 12), random.randint(1, 28)),
                "sold": Decimal(random.randint(1, 99999)).scaleb(-2),
            }
            for _ in range(40)
        ]
        Random(order).shuffle(rows)
        for row in rows:
            put("batch", **row)

    for name in "abc":
        put("baker", name=name)
    return bake


def company(figures, period=YEAR):
    return figures.cells(["sales"], [period])["sales"][(period.key, None)].value


def test_people_and_nobody_add_up_to_the_company_in_every_month(figures, baked):
    baked()
    for month in YEAR.each_month():
        people = figures.cells(["sales"], [month], "employee")["sales"].values()
        assert sum(cell.value for cell in people) == (company(figures, month) or 0)


@pytest.mark.parametrize("parts", [("2026-H1", "2026-H2"), [f"2026-Q{n}" for n in (1, 2, 3, 4)]])
def test_the_parts_of_a_period_add_up_to_it(figures, baked, parts):
    baked()
    assert sum(company(figures, Period.parse(part)) for part in parts) == company(figures)


def test_rows_of_other_years_and_deleted_rows_change_nothing(figures, baked, put):
    baked()
    before = company(figures)
    put("batch", baked_on=date(2025, 12, 31), sold=Decimal("5"))
    put("batch", baked_on=date(2027, 1, 1), sold=Decimal("5"))
    put("batch", baked_on=None, sold=Decimal("5"))
    put("batch", baked_on=date(2026, 6, 1), sold=Decimal("5"), deleted_at=GONE)
    put("stock", counted_on=date(2026, 6, 1), value=Decimal("5"))
    assert company(figures) == before


def test_a_row_that_is_deleted_takes_its_amount_with_it(figures, baked, bakery):
    baked()
    before, batch = company(figures), bakery.tables.model("batch")
    row = batch.get_by_id(1)
    batch.update(deleted_at=GONE).where(batch.id == 1).execute()
    assert company(figures) == before - Decimal(str(row.sold))


@pytest.mark.parametrize("order", [1, 2])
def test_the_order_of_the_rows_changes_nothing(figures, baked, order):
    baked(order)
    total = Random(7)
    expected = Decimal(0)
    for _ in range(40):
        total.choice((1, 2, 3, None)), total.randint(1, 12), total.randint(1, 28)
        expected += Decimal(total.randint(1, 99999)).scaleb(-2)
    assert company(figures) == expected
