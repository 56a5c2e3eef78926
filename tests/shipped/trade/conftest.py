"""The shipped company's trade: its people, a customer, a product."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from kpi.figures import Figures
from kpi.period import Period

NOW = datetime(2026, 6, 15, 9, 30)
ROLES = {
    "boss": ["leader"],
    "head": ["manager"],
    "under": ["supervisor"],
    "lead": ["merchlead"],
    "merch": ["merch"],
    "seller": ["sales"],
    "clerk": ["backoffice"],
    "market": ["market"],
    "freight": ["freight"],
    "checker": ["quality"],
}
"""Who they are, by the name that tests call them."""


@pytest.fixture
def company(founded: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """The company with the ids of what is there by name."""
    found = founded(NOW)
    return SimpleNamespace(**vars(found), roles=ROLES, **what_is_there(found.put))


def what_is_there(store: Callable[..., int]) -> dict[str, int]:
    """A department with its people, a customer and a product; ids by name."""
    team = store("department", code="SW", name="商务部", kind="commercial")
    post = store("position", code="SW-01", name="商务", department=team)
    ids = {"team": team}
    for number, name in enumerate(ROLES):
        ids[name] = store(
            "employee", emp_no=f"Q{number}", name=name, position=post, department=team,
            hired_on=date(2020, 1, 1),
        )  # fmt: skip
    ids["buyer"] = store(
        "customer", name="中晟通信", category="normal", salesperson=ids["seller"], merchandiser=ids["merch"],
        office_clerk=ids["clerk"], filed_on=date(2026, 1, 5), is_valid=True, state="active",
    )  # fmt: skip
    ids["ware"] = store(
        "product",
        number="P1",
        name="光模块",
        spec="SFP-10G",
        unit="只",
        business_line="telecom",
        abc_class="A",
    )
    return ids


@pytest.fixture
def order(company: SimpleNamespace) -> Callable[..., int]:
    """An order of so many pieces at 100, which cost 60: `order(5, order_date=date(2026, 6, 2))`."""
    numbers = iter(range(1, 1000))

    def store(qty: int = 5, **values: object) -> int:
        given = {
            "customer": company.buyer, "business_line": "telecom", "order_type": "routine", "order_date": date(2026, 6, 2),
            "salesperson": company.seller, "office_clerk": company.clerk, "merchandiser": company.merch,
            "sent_at": NOW, "requested_on": date(2026, 6, 20), "delivery_place": "苏州", "delivery_mode": "full",
            "payment_terms": "月结30天", "is_important": False, "state": "producing",
        }  # fmt: skip
        made = company.put("sales_order", number=f"XS{next(numbers):03}", **{**given, **values})
        company.put(
            "order_line", order=made, product=company.ware, spec="SFP-10G", unit="只", qty=Decimal(qty),
            price=Decimal(100), cost=Decimal(60 * qty), position=0,
        )  # fmt: skip
        return made

    return store


@pytest.fixture
def figure(company: SimpleNamespace) -> Callable[..., Decimal | None]:
    """A figure's value: `figure("sales_profit")` of June, `figure(…, person=company.seller)`."""

    def value(name: str, month: str = "2026-06", person: int | None = None) -> Decimal | None:
        period = Period.parse(month)
        level = "employee" if person is not None else "company"
        cells = Figures(company.rulebook).cells([name], [period], level, only=person)[name]
        return cells[(period.key, person)].value

    return value
