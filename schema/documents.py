"""The Jinja templates of documents, checked against the schema before anything prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from language import say
from schema.building import Building
from schema.objects import Company, Report
from schema.problems import Wording, unknown
from schema.shapes import OBJECTS
from schema.template_paths import Walk
from schema.values import Span

SHARED = Path(__file__).parent.parent / "templates" / "reports"
"""The furniture that every rulebook's documents may use."""

REFERENCES = (nodes.Extends, nodes.Import, nodes.FromImport, nodes.Include)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A template that was parsed: its name, its file as problems name it, its tree."""

    name: str
    file: str
    tree: nodes.Template


def check_documents(
    building: Building, given: Mapping[str, Any], company: Company, templates: Mapping[str, str]
) -> None:
    """Note templates that are missing, cannot be read, or name fields that there are not."""
    sheets = _parsed(building, templates)
    for sheet in sheets.values():
        _check_references(building, sheet, templates)
    known = set(OBJECTS["company"]) | company.extra.keys()
    seen: set[tuple[str, str]] = set()
    reports: Mapping[str, Report] = given["reports"]
    for report in reports.values():
        _check_there(building, report, templates)
        for sheet in _used(report.template, sheets):
            if (sheet.name, report.of) not in seen:
                seen.add((sheet.name, report.of))
                Walk(building, sheet.file, known).document(sheet.tree, report.of)


def _parsed(building: Building, templates: Mapping[str, str]) -> dict[str, Sheet]:
    """Every template that Jinja can read."""
    environment = Environment(autoescape=True)
    found = {}
    for name, text in templates.items():
        file = f"{building.findings.templates}{name}"
        try:
            found[name] = Sheet(name, file, environment.parse(text, name))
        except TemplateSyntaxError as error:
            wording = Wording(
                say("This is not a Jinja template: {error}.", error=_said(error)),
                say("Close every {{ with }} and every {% if %} with {% endif %}."),
            )
            building.findings.add("E702", wording, _line(building, file, error.lineno))
    return found


def _said(error: TemplateSyntaxError) -> str:
    """The first sentence of what Jinja says."""
    return (error.message or say("it breaks off")).split(". ")[0].rstrip(".")


def _line(building: Building, file: str, number: int) -> Span:
    """A whole line of a file, its indent left out."""
    text = building.findings.line(file, number)
    start = len(text) - len(text.lstrip()) + 1
    return Span(file, number, start, number, max(len(text.rstrip()), start) + 1)


def _check_there(building: Building, report: Report, templates: Mapping[str, str]) -> None:
    """Note a report whose template is not in the folder."""
    name = report.template
    if name and name not in templates and not (SHARED / name).is_file():
        wording = Wording(say('There is no template "{name}".', name=name),
                          say("Write {templates}{name}.", templates=building.findings.templates, name=name))  # fmt: skip
        building.findings.add("E701", wording, report.span)


def _check_references(building: Building, sheet: Sheet, templates: Mapping[str, str]) -> None:
    """Note templates that another one wants and that are not there."""
    for node in sheet.tree.find_all(REFERENCES):
        wanted = node.template  # type: ignore[attr-defined]
        if isinstance(wanted, nodes.Const) and not _exists(str(wanted.value), templates):
            choices = [*templates, *shared_names()]
            place = spot(building, sheet.file, node.lineno, str(wanted.value))
            building.findings.add(
                "E706", unknown(str(wanted.value), say("template"), choices), place
            )


def shared_names() -> list[str]:
    """The templates that come with the engine."""
    return sorted(file.name for file in SHARED.glob("*") if file.is_file())


def _exists(name: str, templates: Mapping[str, str]) -> bool:
    """Whether a template is in the rulebook's folder or among the shared ones."""
    return name in templates or (SHARED / name).is_file()


def _used(name: str, sheets: Mapping[str, Sheet]) -> list[Sheet]:
    """A template and every one of the rulebook's own that it extends or includes."""
    found: dict[str, Sheet] = {}
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name in sheets and name not in found:
            found[name] = sheets[name]
            whole = sheets[name].tree.find_all((nodes.Extends, nodes.Include))
            waiting += [str(n.template.value) for n in whole if isinstance(n.template, nodes.Const)]  # type: ignore[attr-defined]
    return list(found.values())


def spot(building: Building, file: str, number: int, word: str) -> Span:
    """Where a word stands in a line, or the whole line."""
    text = building.findings.line(file, number)
    match = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    if not match:
        return _line(building, file, number)
    return Span(file, number, match.start() + 1, number, match.end() + 1)
