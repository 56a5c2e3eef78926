"""What the rulebook says about itself: modules, the company, the people, the clauses."""

from __future__ import annotations

from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from language import say
from schema import names
from schema.objects import Company, Module, People
from schema.parts import Part
from schema.problems import Findings, Wording
from schema.shapes import OBJECTS
from schema.values import Label, Span


def read_module(file: str, part: Part | None, findings: Findings) -> Module:
    """The module of a file; one that says nothing is named after the file."""
    stem = PurePosixPath(file).stem
    if part is None or "name" not in part.values:
        return Module(stem, Label({"zh_CN": stem}), span=Span(file, 1, 1, 1, 1))
    name = part.get("name")
    fault = names.fault(name.text, "module")
    if fault:
        findings.add(*fault, name.span)
    return Module(
        name=name.text,
        label=part.get("label") or Label({"zh_CN": name.text}),
        icon=part.text("icon", "folder"),
        order=part.get("order", 100),
        span=name.span,
    )


def read_company(part: Part | None, findings: Findings) -> Company:
    """Who prints; keys of its own are kept as texts."""
    if part is None:
        return Company()
    known = OBJECTS["company"]
    zone = part.text("time_zone", "Asia/Shanghai")
    if not _is_zone(zone):
        wording = Wording(
            say('"{zone}" is not a time zone.', zone=zone), say('Write one like "Asia/Shanghai".')
        )
        findings.add("E220", wording, part.get("time_zone").span)
    return Company(
        name=part.get("name") or Label({}),
        address=part.text("address"),
        phone=part.text("phone"),
        website=part.text("website"),
        logo=part.text("logo"),
        time_zone=zone,
        currency=part.text("currency", "CNY"),
        month_starts_on=part.get("month_starts_on", 1),
        extra={key: part.text(key) for key in part.values if key not in known},
    )


def _is_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def read_people(part: Part | None) -> People | None:
    """Which entity is a person, and where it says where they belong."""
    if part is None or "entity" not in part.values:
        return None
    return People(
        entity=part.text("entity"),
        department=part.text("department"),
        superior=part.text("superior"),
        locale=part.text("locale"),
        position=part.text("position"),
        name=part.text("name"),
    )
