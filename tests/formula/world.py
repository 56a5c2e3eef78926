"""A small business and its records, held in plain dicts, to try formulas on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from formula.check import typed
from formula.evaluate import Context, value
from formula.faults import Fault, FormulaError
from formula.kinds import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    TEXT,
    Kind,
    choice,
    link,
    money,
    number,
    ratio,
)
from formula.scope import Rates

STAMPS = {
    "id": INTEGER,
    "created_at": DATETIME,
    "created_by": link("person"),
    "owner": link("person"),
}
RESULT = choice(("won", "lost", "pending", "void"))
FIELDS: Mapping[str, Mapping[str, Kind]] = {
    "person": {
        "name": TEXT,
        "department": link("department"),
        "superior": link("person"),
        "tags": choice(("new", "old"), many=True),
        "skills": link("skill", many=True),
        **STAMPS,
    },
    "department": {"name": TEXT, "manager": link("person"), "parent": link("department"), **STAMPS},
    "skill": {"name": TEXT, **STAMPS},
    "customer": {"name": TEXT, "seller": link("person"), **STAMPS},
    "order": {
        "number": TEXT,
        "customer": link("customer"),
        "ordered_on": DATE,
        "promised_on": DATE,
        "delivered_on": DATE,
        "amount": money(),
        "dollars": money("USD"),
        "discount": ratio(4),
        "share": ratio(4),
        "pieces": INTEGER,
        "weight": number(3),
        "urgent": BOOLEAN,
        "state": choice(("draft", "sent", "done")),
        "note": TEXT,
        "at": Kind("time"),
        "scan": Kind("file"),
        "target": money(),
        **STAMPS,
    },
    "line": {"order": link("order"), "qty": INTEGER, "price": money(), "on_day": DATE, **STAMPS},
    "bid": {"result": RESULT, "opened_on": DATE, "officer": link("person"), **STAMPS},
    "transfer": {"origin": link("department"), "goal": link("department"), **STAMPS},
    "holiday": {"since": DATE, **STAMPS},
    "bill": {
        "order": link("order"),
        "currency": choice(("CNY", "USD", "EUR")),
        "paid_on": DATE,
        "due": money("currency"),
        "fee": money("currency"),
        "worth": money("order.number"),
        **STAMPS,
    },
    "course": {
        "currency": choice(("USD", "EUR")),
        "since": DATE,
        "rate": number(4),
        **STAMPS,
    },
}
LABELS = {"order": {"金额": "amount", "状态": "state", "明细": "lines", "交期": "promised_on"}}
LINES = {"order": {"lines": ("line", "order"), "bills": ("bill", "order")}}
SETTINGS = {"days": INTEGER, "rate": ratio(4), "limit": money(), "name": TEXT}


class World:
    """The declarations, as a schema would answer for them."""

    def entities(self) -> Iterable[str]:
        return FIELDS

    def entity_labels(self) -> Mapping[str, str]:
        return {"订单": "order", "投标": "bid"}

    def fields(self, entity: str) -> Mapping[str, Kind]:
        return FIELDS.get(entity, {})

    def label_names(self, entity: str) -> Mapping[str, str]:
        return LABELS.get(entity, {})

    def lines(self, entity: str) -> Mapping[str, tuple[str, str]]:
        return LINES.get(entity, {})

    def links_to(self, origin: str, target: str) -> tuple[str, ...]:
        own = (name for name in FIELDS[origin] if name not in STAMPS)
        return tuple(name for name in own if FIELDS[origin][name] == link(target))

    def settings(self) -> Mapping[str, Kind]:
        return SETTINGS

    def person(self) -> str:
        return "person"

    def kpis(self) -> Iterable[str]:
        return ("win_rate", "sales")

    def roles(self) -> Iterable[str]:
        return ("clerk", "manager")

    def rates(self) -> Rates | None:
        return Rates("course", "currency", "since", "rate", "CNY", ("USD", "EUR"))


class Nobody(World):
    """The same business, which has not said who its people are, nor what money is worth."""

    def person(self) -> str:
        return ""

    def rates(self) -> Rates | None:
        return None


@dataclass
class Record:
    """A record: a dict, the links of which hold other records."""

    entity: str
    id: int
    values: dict[str, Any] = field(default_factory=dict)
    everything: list[Record] = field(default_factory=list, repr=False)

    def get(self, name: str) -> Any:
        held = self.id if name == "id" else self.values.get(name)
        if isinstance(held, tuple):
            return tuple(getattr(item, "id", item) for item in held)
        return held.id if isinstance(held, Record) else held

    def follow(self, name: str) -> Record | None:
        return self.values.get(name)

    def children(self, entity: str, link: str) -> Iterable[Record]:
        rows = (row for row in self.everything if row.entity == entity)
        return [row for row in rows if not link or row.values.get(link) is self]


class Store:
    """Records that know of each other."""

    def __init__(self) -> None:
        self.everything: list[Record] = []

    def add(self, entity: str, **values: Any) -> Record:
        record = Record(entity, len(self.everything) + 1, values, self.everything)
        self.everything.append(record)
        return record


class Weekdays:
    """A calendar of 2026 in which Monday to Friday are worked."""

    first = date(2026, 1, 1)

    def number(self, day: date) -> int | None:
        if day.year != 2026:
            return None
        days = (self.first + timedelta(n) for n in range((day - self.first).days + 1))
        return sum(day.weekday() < 5 for day in days)

    def is_workday(self, day: date) -> bool | None:
        return day.weekday() < 5 if day.year == 2026 else None

    def nth(self, number: int) -> date | None:
        days = (self.first + timedelta(n) for n in range(365))
        return next((day for day in days if self.number(day) == number), None)


NOON = datetime(2026, 6, 15, 12, 0)
SETTING = {"days": 10, "rate": Decimal("0.016"), "limit": Decimal("500.00"), "name": "x"}


def context(me: Record | None = None, **changed: Any) -> Context:
    """What is known on Monday 15 June 2026."""
    given = {"today": NOON.date(), "now": NOON, "setting": SETTING, "calendar": Weekdays()}
    return Context(me=me, **(given | {"roles": frozenset({"clerk"})} | changed))


def tree_of(text: str, entity: str = "order", **how: Any) -> Any:
    """A formula, checked."""
    return typed(text, World(), entity, **how)


def value_of(text: str, row: Record | None = None, **values: Any) -> Any:
    """A formula's value on an order with these values, or on a record."""
    row = row or Store().add("order", **values)
    return value(tree_of(text, row.entity), row, context())


def faults_of(text: str, entity: str = "order", **how: Any) -> tuple[Fault, ...]:
    """Everything that is wrong with a formula."""
    try:
        typed(text, how.pop("scope", World()), entity, **how)
    except FormulaError as error:
        return error.faults
    return ()
