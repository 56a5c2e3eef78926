"""The levels that figures are told apart by: which records they are, and who belongs where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records.rulebook import Rulebook
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


def homes(rulebook: Rulebook, person: int | None = None) -> Mapping[int | None, int | None]:
    """The department that each person belongs to today, or one person alone."""
    people = rulebook.schema.people
    if people is None or not people.department:
        return {}
    table: Any = rulebook.tables.model(people.entity)
    found = table.select(table.id, getattr(table, people.department)).tuples()
    return dict(found if person is None else found.where(table.id == person))
