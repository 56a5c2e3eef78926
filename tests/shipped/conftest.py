"""The shipped company: its rulebook on an empty database, and a handful of its people.

The trade has people of its own: see `trade/conftest.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import language
from kpi.freezing import watch
from kpi.opening import sheets_due
from models import calendar
from models.database import connect
from models.tables import Tables
from records.actor import person_actor
from records.gate import Gate
from records.rulebook import Rulebook, Watcher
from schema.load import load
from schema.objects import Schema
from tests.installation import SHIPPED
from tests.shipped.office import Office

NOW = datetime(2026, 7, 10, 9, 30)
ROLES = {
    "boss": ["leader"],
    "head": ["manager"],
    "lead": ["merchlead"],
    "clerk": ["backoffice"],
    "seller": ["sales"],
    "hr": ["hr"],
    "cashier": ["finance"],
}
"""Who they are, by the name that tests call them."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with language.speaking("en"):
        yield


@pytest.fixture(scope="session")
def shipped() -> Schema:
    return load(SHIPPED)


@pytest.fixture(scope="session")
def empty_company(shipped: Schema, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the company's empty tables and the calendar, to be copied."""
    path = tmp_path_factory.mktemp("company") / "empty.db"
    database = connect(f"sqlite:///{path}")
    tables = Tables(shipped, database)
    tables.create()
    calendar.fill(tables)
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def founded(
    shipped: Schema, empty_company: Path, tmp_path: Path
) -> Iterator[Callable[..., SimpleNamespace]]:
    """Opens an empty company at a moment: its rulebook, and `put` to write past every rule."""
    path = shutil.copy(empty_company, tmp_path / "company.db")
    tables = Tables(shipped, connect(f"sqlite:///{path}"))

    def opened(now: datetime, *watchers: Watcher) -> SimpleNamespace:
        book = Rulebook(
            shipped, tables, tmp_path / "files", lambda: now, watchers, opener=sheets_due
        )
        return SimpleNamespace(rulebook=book, put=partial(put, tables, now))

    yield opened
    tables.database.close()


def put(tables: Tables, now: datetime, entity: str, **values: Any) -> int:
    """Write a row as it is, past every rule; a sheet is about all of its period."""
    if entity == "appraisal":
        first = values["month"]
        months = 12 if str(values["scheme"]).endswith("_year") else 1
        values = {"first_day": first, "last_day": last_day(first, months), **values}
    return tables.model(entity).create(created_at=now, updated_at=now, **values).id


@pytest.fixture
def company(founded: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """The company with a handful of its people, whose ids it has by name."""
    found = founded(NOW, watch)
    ids = people(found.put)
    department = found.rulebook.tables.model("department")
    department.update(head=ids["head"]).where(department.code == "SW").execute()
    return SimpleNamespace(**vars(found), roles=ROLES, **ids)


def last_day(first: date, months: int) -> date:
    """The last day of so many months."""
    year, month = divmod(first.month - 1 + months, 12)
    return date(first.year + year, month + 1, 1) - timedelta(days=1)


def people(store: Callable[..., int]) -> dict[str, int]:
    """The commercial department under its head, and the offices that take part; ids by name."""
    team = store("department", code="SW", name="商务部", kind="commercial")
    office = store("department", code="RL", name="人力资源部", kind="hr")
    post = store("position", code="SW-09", name="销售内勤", department=team)
    ids = {"team": team, "office": office, "post": post}
    above = {"head": "boss", "lead": "head", "clerk": "head", "seller": "head"}
    for number, name in enumerate(ROLES):
        ids[name] = store(
            "employee", emp_no=f"Q{number}", name=name, position=post, hired_on=date(2020, 1, 1),
            department=office if name in ("boss", "hr", "cashier") else team,
            superior=ids.get(above.get(name, "boss")), bonus_base=Decimal(2000),
        )  # fmt: skip
    return ids


@pytest.fixture
def gate_of(company: SimpleNamespace) -> Callable[[str], Gate]:
    """A new gate for somebody: `gate_of("hr")`."""

    def gate(name: str) -> Gate:
        actor = person_actor(
            company.rulebook.schema, getattr(company, name), company.roles[name], name
        )
        return Gate(company.rulebook, actor)

    return gate


@pytest.fixture
def sheet(company: SimpleNamespace) -> Callable[..., int]:
    """A sheet of June with a final result: `sheet("clerk", 95.5, "excellent", 1.2)`."""
    numbers = iter(range(1, 1000))

    def store(
        person: str, score: float, grade: str, factor: float, month: date = date(2026, 6, 1)
    ) -> int:
        return company.put(
            "appraisal", number=f"JX{next(numbers):03}", scheme="backoffice", month=month,
            employee=getattr(company, person), department=company.team, superior=company.head,
            final_score=Decimal(str(score)), final_grade=grade, bonus_factor=Decimal(str(factor)),
            published_on=date(2026, 7, 6), state="final",
        )  # fmt: skip

    return store


@pytest.fixture
def office(company: SimpleNamespace) -> Office:
    """The company on a Friday, with its duties."""
    return Office(company)
