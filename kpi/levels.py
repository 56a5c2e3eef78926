"""The levels that figures are told apart by: which records they are, and who belongs where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from records.actor import SYSTEM
from records.rulebook import Rulebook
from schema.assignments import department_of_record
from schema.objects import Schema

COMPANY, DEPARTMENT, EMPLOYEE = "company", "department", "employee"
LEVELS = (COMPANY, DEPARTMENT, EMPLOYEE)
"""From the coarsest to the finest."""


def subjects_entity(schema: Schema, level: str) -> str:
    """The entity whose records are a level's subjects, `""` where there is none."""
    people = schema.people
    if people is None or level not in (EMPLOYEE, DEPARTMENT):
        return ""
    if level == EMPLOYEE:
        return people.entity
    link = schema.entities[people.entity].fields.get(people.department)
    return link.to if link is not None else ""


def homes(
    rulebook: Rulebook, day: date | None = None, person: int | None = None
) -> Mapping[int | None, int | None]:
    """The department that each person belongs to, or one person alone.

    Where the rulebook records who came when, it is that of the end of a day; else, and
    without a day, today's.
    """
    people = rulebook.schema.people
    if people is None or not people.department:
        return {}
    row: Any = rulebook.tables.model(people.entity).alias(people.entity)
    department: Any = getattr(row, people.department)
    if day is not None and people.assignments is not None:
        tree = department_of_record(people, people.assignments, day)
        department = rulebook.expressions.value(tree, row, rulebook.context(SYSTEM))
    found = row.select(row.id, department).tuples()
    return dict(found if person is None else found.where(row.id == person))
