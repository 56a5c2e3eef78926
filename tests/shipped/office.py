"""The company on a day: one back-office clerk, the duties of that day, a clock that moves."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from kpi.figures import Figures
from kpi.period import Period
from models import calendar
from records import duty_watch
from records.actor import SYSTEM, person_actor
from records.duty_runs import Outcome, run
from records.gate import Gate
from records.query import Query
from records.record import Record
from schema.questions import stored_fields

FRIDAY, MONDAY = "2026-07-10", "2026-07-13"


class Office:
    """The company with one back-office clerk and a clock that moves."""

    def __init__(self, company: SimpleNamespace) -> None:
        self.company = company
        self.rulebook = company.rulebook
        self.rulebook.clock = lambda: self.now
        self.rulebook.watchers = (duty_watch.watch,)
        calendar.fill(self.rulebook.tables, (2026,))
        self.at(FRIDAY, "00:05")
        post = company.put(
            "position", code="SW-10", name="销售内勤", department=company.team, scheme="backoffice"
        )
        self.set("employee", company.clerk, position=post)

    def at(self, day: str, time: str) -> None:
        """Go to a moment."""
        self.now = datetime.fromisoformat(f"{day}T{time}")

    def set(self, entity: str, id: int, **values: object) -> None:
        """Write past every rule."""
        model = self.rulebook.tables.model(entity)
        model.update(**values).where(model.id == id).execute()

    def run(self) -> Outcome:
        """The duties of the day."""
        outcome = run(self.rulebook)
        assert outcome.failures == []
        return outcome

    def gate(self, name: str = "", *roles: str) -> Gate:
        """The engine's gate, or somebody's."""
        if not name:
            return Gate(self.rulebook, SYSTEM)
        schema = self.rulebook.schema
        return Gate(self.rulebook, person_actor(schema, getattr(self.company, name), roles, name))

    def rows(self, entity: str) -> tuple[Record, ...]:
        """All records, oldest first."""
        names = tuple(field.name for field in stored_fields(self.rulebook.entity(entity)))
        return self.gate().find(entity, Query(sort=("id",), columns=names)).records

    def figure(self, name: str, month: str = "2026-07") -> Any:
        """The clerk's figure of a month."""
        cells = Figures(self.rulebook).cells([name], [Period.parse(month)], "employee")[name]
        return cells[month, self.company.clerk].value

    def customer(self, state: str = "active") -> int:
        """A customer of the clerk."""
        c = self.company
        return c.put(
            "customer", number=f"C{state}", name=f"华通 {state}", state=state, category="normal",
            salesperson=c.seller, office_clerk=c.clerk, merchandiser=c.lead, is_valid=True, filed_on=date(2026, 1, 1),
        )  # fmt: skip


def told(office: Office, entity: str, *names: str) -> list[tuple[Any, ...]]:
    """What the records of an entity say in some fields, in order."""
    return sorted(tuple(r.values[name] for name in names) for r in office.rows(entity))
