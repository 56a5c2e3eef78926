"""Figures: formulas over the rows of a period, how they are read and judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from formula import kinds
from formula.bindings import bound, measures
from formula.faults import MESSAGES, FormulaError
from formula.functions import AROUND
from formula.reads import cycle, figures_read
from formula.tree import Apply, Literal
from formula.walk import walk
from language import say
from schema.assignments import AS_OF_EVENT
from schema.building import Building, texts
from schema.indicators import ALWAYS, Binding, Kpi, Version
from schema.merge import Merged
from schema.objects import Entity, People
from schema.parts import Named, Part
from schema.problems import unknown
from schema.readers.departments import by_event, check_by_event
from schema.readers.layout import USES, check_use
from schema.readers.targets import read_targets
from schema.source import Scalar
from schema.types import SYSTEM_FIELDS
from schema.values import Formula

OPTIONAL = (
    "subject", "period", "unit", "decimals", "direction", "rollup", "when_no_rows",
    "when_denominator_zero", "min_rows",
)  # fmt: skip
NONE = Named({}, {})


def read_kpis(
    building: Building, merged: Merged, entities: Mapping[str, Entity], people: People | None
) -> dict[str, Kpi]:
    """Every figure whose formula can be read."""
    found = {}
    for name, part in merged.parts["kpis"].items():
        kpi = _kpi(building, part, entities, merged.module(part), people)
        if kpi:
            found[name] = kpi
        else:
            building.findings.broken.add(name)
    return found


def _kpi(
    building: Building,
    part: Part,
    entities: Mapping[str, Entity],
    module: str,
    people: People | None,
) -> Kpi | None:
    """One figure, or None when its formula cannot be read."""
    read = read_versions(building, part)
    measured = tuple(m for _, version in read or () for m in measures(version.formula.tree))
    looked_at = {m.entity for m in measured}
    bind = read_bindings(building, part, looked_at, known=read is not None, people=people)
    check_by_event(building, part, bind, measured)
    bases = {m.entity: None for m in measured} or dict.fromkeys(bind)
    # What else of the figure names a lost field is told in the same run.
    split, drill = _split(building, part, bases), _drill(building, part, entities)
    if read is None:
        return None
    for _, version in read:
        _check_groups(building, version.formula, bool(people and people.department))
        _check_currency(building, part, version.formula)
    versions = tuple(
        replace(version, formula=_tied(building, part, scalar, version.formula, bind))
        for scalar, version in read
    )
    return Kpi(
        name=part.name,
        label=part.get("label"),
        formula=versions[-1].formula,
        versions=versions if isinstance(part.get("formula"), tuple) else (),
        code=part.text("code"),
        bind=bind,
        strict=bool(part.get("strict")),
        maturity=int(part.text("maturity", "0").removesuffix("d")),
        targets=read_targets(building, part),
        split=split,
        explain=part.get("explain"),
        source=part.get("source"),
        drill=drill,
        view=building.roles(part, "view"),
        module=module,
        clauses=building.cited(part),
        span=part.span,
        **{key: part.get(key) for key in OPTIONAL if part.get(key) is not None},
    )


def read_versions(building: Building, part: Part) -> list[tuple[Scalar, Version]] | None:
    """The formulas with the months from which they hold, the oldest first; None where one is bad."""
    written = part.get("formula")
    parts: Iterable[Any] = written if isinstance(written, tuple) else (written,)
    found, seen = [], set()
    for one in parts:
        text = one.get("formula") if isinstance(one, Part) else one
        since = one.text("from", ALWAYS) if isinstance(one, Part) else ALWAYS
        formula = building.formula(text, "", level="figure")
        if since in seen:
            month = say("the beginning") if since == ALWAYS else since
            message = say('"{part}" has two formulas from {month} on.', part=part.name, month=month)
            building.add("E831", message, say("Keep one of them."), one.place("from"))
        seen.add(since)
        found.append((text, Version(since, formula) if formula else None))
    whole = [(text, version) for text, version in found if version is not None]
    return sorted(whole, key=lambda v: v[1].since) if len(whole) == len(found) else None


def read_bindings(
    building: Building, part: Part, bases: set[str], known: bool, people: People | None = None
) -> dict[str, Binding]:
    """Which date and which people of each base entity the figure goes by."""
    bind = part.get("bind", NONE)
    found = {}
    for entity, binding in bind.items():
        if entity not in building.scope.by_entity:
            word = Scalar(entity, bind.places[entity])
            if known:
                building.known(word, say("entity"), building.scope.entities(), "E611")
        elif known and entity not in bases:
            message = say(
                'The formula of "{part}" does not look at "{entity}".',
                part=part.name,
                entity=entity,
            )
            hint = (
                say("Bind one of: {bases}.", bases=say(", ").join(sorted(bases)))
                if bases
                else say('Leave out "bind".')
            )
            building.add("E805", message, hint, bind.places[entity])
        else:
            found[entity] = _binding(building, entity, binding, people)
    return found


def _binding(building: Building, entity: str, part: Part, people: People | None) -> Binding:
    """The paths of one base entity."""
    word = part.get("department")
    by_day = word is not None and word.text == AS_OF_EVENT
    department = None if by_day else building.formula(word, entity)
    if department and department.tree.kind.name != "link":
        message = say('"{department}" is not a link.', department=department.text)
        building.add("E806", message, say("Name a link to a department."), department.span)
    day = building.formula(part.get("date"), entity)
    if day and day.tree.kind not in (kinds.DATE, kinds.DATETIME):
        building.add(
            "E807", say('"{day}" is not a date.', day=day.text), say("Name a date field."), day.span
        )
    employee = building.person(part.get("employee"), entity)
    found = Binding(date=day, employee=employee, department=department)
    return by_event(building, word, people, found) if by_day else found


def _check_groups(building: Building, formula: Formula, departments: bool) -> None:
    """Note a part of a department, or a place in one, where people have no departments."""
    for node, _ in walk(formula.tree):
        if not isinstance(node, Apply) or node.name not in AROUND or departments:
            continue
        if not any(isinstance(a, Literal) and a.value == "company" for a in node.arguments[1:]):
            place = building.findings.inside(
                formula.span, formula.text, node.span.start, node.span.end
            )
            message = say("{name}() needs the department of each person.", name=node.name)
            hint = say(
                "Write {name}(…, 'company'), or declare people: {{department: …}}.", name=node.name
            )
            building.add("E830", message, hint, place)


def _check_currency(building: Building, part: Part, formula: Formula) -> None:
    """Note an amount in another currency than the company's that is shown as money."""
    kind, base = formula.tree.kind, building.scope.base
    if part.text("unit") == "money" and kind.name == "money" and kind.unit != base:
        message = say(
            '"{part}" is an amount in {unit}; figures with "unit: money" are in {base}.',
            part=part.name,
            unit=kind.unit,
            base=base,
        )
        hint = say(
            "Write convert(amount, '{base}', date) inside the aggregate, or unit: number.",
            base=base,
        )
        building.add("E834", message, hint, formula.span)


def _tied(
    building: Building, part: Part, text: Scalar, formula: Formula, bind: Mapping[str, Binding]
) -> Formula:
    """The formula with the one date and the one person taken where nothing names them."""
    led = {
        entity for entity, b in bind.items() if b.employee or (b.department and not b.as_of_event)
    }
    nobody = part.get("subject") == "company" or not building.scope.person()
    try:
        tree = bound(formula.tree, building.scope, set(bind), None if nobody else led)
    except FormulaError as error:
        building.faults(error, text)
        return formula
    return Formula(formula.text, tree, formula.span)


def _split(building: Building, part: Part, bases: Iterable[str]) -> str:
    """The field that parts the figure; every base entity must have it."""
    split = part.get("split")
    if split is None:
        return ""
    for entity in bases:
        fields = building.scope.fields(entity)
        usable = [n for n, k in fields.items() if k.name in {"choice", "link"} and not k.many]
        if split.text not in usable and split.text not in building.findings.broken:
            declared = [n for n in usable if n not in SYSTEM_FIELDS]
            wording = unknown(
                split.text, say('choice or link of "{entity}"', entity=entity), declared, usable
            )
            building.findings.add("E809", wording, split.span)
    return str(split.text)


def _drill(
    building: Building, part: Part, entities: Mapping[str, Entity]
) -> dict[str, tuple[str, ...]]:
    """The columns of the rows behind a figure, per base entity."""
    drill = part.get("drill")
    columns = drill.get("columns", NONE) if drill else NONE
    found = {}
    for entity, words in columns.items():
        place = Scalar(entity, columns.places[entity])
        known = building.known(place, say("entity"), building.scope.entities(), "E611")
        if known and entity in entities:
            fields = entities[entity].fields
            kept = [w for w in words if check_use(building, entity, w, USES["columns"], fields)]
            found[entity] = texts(kept)
    return found


def check_kpi_cycles(building: Building, kpis: Mapping[str, Kpi]) -> None:
    """Note figures that go in a circle in some month."""
    months = {version.since for kpi in kpis.values() for version in kpi.versions} | {ALWAYS}
    told: set[frozenset[str]] = set()
    for month in sorted(months):
        trees = {name: kpi.in_force(month).formula for name, kpi in kpis.items()}
        needs = {name: sorted(figures_read(formula.tree)) for name, formula in trees.items()}
        while circle := cycle(needs):
            if frozenset(circle) not in told:
                message = MESSAGES["E660"].format(cycle=" -> ".join(circle))
                hint = say("Let one of them be without the other.")
                building.add("E660", message, hint, trees[circle[0]].span)
            told.add(frozenset(circle))
            needs = {name: needed for name, needed in needs.items() if name not in circle}
