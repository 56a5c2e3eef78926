"""Reports: printed documents of a record or of a dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from language import say
from schema.building import Building
from schema.objects import Report
from schema.parts import Part
from schema.problems import Wording, undeclared
from schema.source import Scalar


def read_reports(
    building: Building, parts: Mapping[str, Part], boards: Iterable[str]
) -> dict[str, Report]:
    """Every report of the rulebook that is of something known."""
    found = {}
    for name, part in parts.items():
        if (
            "of" in part.values
            and "dashboard" in part.values
            or not {"of", "dashboard"} & part.values.keys()
        ):
            wording = Wording(say('"{name}" must be of a record or of a dashboard, one of the two.', name=name),
                              say('Write "of: …" or "dashboard: …".'))  # fmt: skip
            building.findings.add("E705", wording, part.span)
        elif _known(building, part, "of", building.scope.places) and _known(
            building, part, "dashboard", boards
        ):
            found[name] = _report(building, part)
    return found


def _known(building: Building, part: Part, key: str, choices: Iterable[str]) -> bool:
    """Whether what the report is of is declared; if not, that is noted."""
    word: Scalar | None = part.get(key)
    if word is None or word.text in choices:
        return True
    if word.text not in building.findings.broken:
        wording = undeclared(f"{part.name}.{key}", word.text, choices)
        building.findings.add("E301", wording, word.span)
    return False


def _report(building: Building, part: Part) -> Report:
    """One report."""
    of = part.text("of")
    number = part.get("number")
    return Report(
        name=part.name,
        label=part.get("label"),
        template=part.text("template"),
        of=of,
        dashboard=part.text("dashboard"),
        paper=part.get("paper", "A4"),
        when=building.condition(part.get("when"), of) if of else None,
        draft=building.condition(part.get("draft"), of) if of else None,
        number=building.template(number, of, {}) if number and of else None,
        clauses=building.cited(part),
        span=part.get("template", part).span,
    )
