"""The parts of all files to one schema: names first, then what is said with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schema.building import Building
from schema.currencies import check_rates, rates_of
from schema.cycles import check_cycles
from schema.dated import check_dated
from schema.documents import check_documents
from schema.hidden import check_hidden
from schema.merge import Merged
from schema.objects import People, Schema
from schema.problems import Findings
from schema.readers.boards import check_viewers, read_dashboards
from schema.readers.departments import read_assignments
from schema.readers.entities import read_entity
from schema.readers.examples import read_examples
from schema.readers.kpis import check_kpi_cycles, read_kpis
from schema.readers.openings import check_openings
from schema.readers.reports import read_reports
from schema.readers.roles import read_roles
from schema.readers.scorecards import read_scorecards
from schema.readers.settings import read_settings
from schema.readers.targets import check_whom
from schema.readers.updates import check_updates
from schema.readers.whole import read_company, read_people
from schema.relations import check_people, check_relations
from schema.scope import scope
from schema.values import LOCALES


def assemble(
    merged: Merged, templates: Mapping[str, str], findings: Findings, folder: str, stamp: str
) -> Schema:
    """Every object of the rulebook; what is wrong is noted on the way."""
    company = read_company(merged.company, findings)
    people = read_people(merged.people)
    rates = rates_of(merged.company, merged.parts["entities"], company.currency)
    company = replace(company, rates=rates)
    names = scope(merged.parts, people.entity if people else "", company.currency, rates)
    clauses = {key: text.text for key, text in merged.parts["clauses"].items()}
    building = Building(findings, names, clauses, merged.parts["entities"])
    check_relations(building)
    check_people(building, merged.people)
    check_rates(building, merged.company)
    people = read_assignments(building, merged.people, people)
    given: dict[str, Any] = _objects(building, merged, company.currency, people)
    check_openings(building, merged.parts["scorecards"], given["entities"], given["scorecards"])
    check_cycles(building, given["entities"])
    check_kpi_cycles(building, given["kpis"])
    check_hidden(building, given["kpis"], given["entities"], given["roles"])
    check_viewers(building, merged, given["kpis"], given["roles"])
    check_dated(building, given["kpis"], given["entities"], given["settings"])
    check_whom(building, merged.parts["kpis"], given["kpis"], people, given["entities"])
    read_examples(building, merged, people, given)
    check_documents(building, given, company, templates)
    return Schema(
        modules=merged.modules,
        company=company,
        people=people,
        clauses=clauses,
        locales=merged.locales or LOCALES,
        folder=folder,
        stamp=stamp,
        **given,
    )


def _objects(
    building: Building, merged: Merged, currency: str, people: People | None
) -> dict[str, Any]:
    """Everything that has a name, kind by kind."""
    parts = merged.parts
    roles = read_roles(building, parts["roles"])
    entities = {
        name: read_entity(building, part, merged.module(part), currency, roles)
        for name, part in parts["entities"].items()
        if "fields" in part.values
    }
    check_updates(building, entities, roles)
    kpis = read_kpis(building, merged, entities, people)
    dashboards = read_dashboards(building, merged)
    return {
        "roles": roles,
        "settings": read_settings(building, merged, currency),
        "entities": entities,
        "kpis": kpis,
        "dashboards": dashboards,
        "scorecards": read_scorecards(building, merged, entities),
        "reports": read_reports(building, parts["reports"], dashboards),
    }
