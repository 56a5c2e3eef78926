"""What the tests of formulas share: see `world.py`, the small business they speak of."""

from __future__ import annotations

import pytest

from tests.formula.world import Record, Store


@pytest.fixture(autouse=True)
def in_english(english: None) -> None:
    """What is wrong is said in English here."""


@pytest.fixture
def store() -> Store:
    """An empty place for records that know of each other."""
    return Store()


@pytest.fixture
def order(store: Store) -> Record:
    """An order of a customer, with two lines that have values and one that has none."""
    department = store.add("department", name="trade")
    seller = store.add("person", name="Li", department=department)
    customer = store.add("customer", name="ACME", seller=seller)
    order = store.add("order", number="A1", customer=customer, owner=seller)
    store.add("line", order=order, qty=3, price=None)
    store.add("line", order=order, qty=2, price=None)
    store.add("line", order=order, qty=None, price=None)
    store.add("line", qty=100)
    return order
