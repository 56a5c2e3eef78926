"""Figures: formulas over the rows of a period, how they are read and judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from formula import kinds
from formula.bindings import bound, measures
from formula.faults import MESSAGES, FormulaError
from formula.reads import cycle, figures_read
from formula.tree import Measure
from schema.building import Building, texts
from schema.indicators import Binding, Kpi
from schema.merge import Merged
from schema.objects import Entity
from schema.parts import Named, Part
from schema.problems import unknown
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
    building: Building, merged: Merged, entities: Mapping[str, Entity], currency: str
) -> dict[str, Kpi]:
    """Every figure whose formula can be read."""
    found = {}
    for name, part in merged.parts["kpis"].items():
        kpi = _kpi(building, part, entities, merged.module(part), currency)
        if kpi:
            found[name] = kpi
        else:
            building.findings.broken.add(name)
    return found


def _kpi(
    building: Building, part: Part, entities: Mapping[str, Entity], module: str, currency: str
) -> Kpi | None:
    """One figure, or None when its formula cannot be read."""
    formula = building.formula(part.get("formula"), "", level="figure")
    measured = tuple(measures(formula.tree)) if formula else ()
    bind = read_bindings(building, part, {m.entity for m in measured}, known=formula is not None)
    if formula is None:
        return None
    return Kpi(
        name=part.name,
        label=part.get("label"),
        formula=_tied(building, part, formula, bind),
        code=part.text("code"),
        bind=bind,
        strict=bool(part.get("strict")),
        maturity=int(part.text("maturity", "0").removesuffix("d")),
        targets=read_targets(building, part),
        split=_split(building, part, measured),
        explain=part.get("explain"),
        source=part.get("source"),
        drill=_drill(building, part, entities),
        view=building.roles(part, "view"),
        module=module,
        clauses=building.cited(part),
        span=part.span,
        **{key: part.get(key) for key in OPTIONAL if part.get(key) is not None},
    )


def read_bindings(
    building: Building, part: Part, bases: set[str], known: bool
) -> dict[str, Binding]:
    """Which date and which people of each base entity the figure goes by."""
    bind = part.get("bind", NONE)
    found = {}
    for entity, binding in bind.items():
        if entity not in building.scope.by_entity:
            word = Scalar(entity, bind.places[entity])
            if known:
                building.known(word, "entity", building.scope.entities(), "E611")
        elif known and entity not in bases:
            message = f'The formula of "{part.name}" does not look at "{entity}".'
            hint = f"Bind one of: {', '.join(sorted(bases))}." if bases else 'Leave out "bind".'
            building.add("E805", message, hint, bind.places[entity])
        else:
            found[entity] = _binding(building, entity, binding)
    return found


def _binding(building: Building, entity: str, part: Part) -> Binding:
    """The paths of one base entity."""
    department = building.formula(part.get("department"), entity)
    if department and department.tree.kind.name != "link":
        message = f'"{department.text}" is not a link.'
        building.add("E806", message, "Name a link to a department.", department.span)
    day = building.formula(part.get("date"), entity)
    if day and day.tree.kind not in (kinds.DATE, kinds.DATETIME):
        building.add("E807", f'"{day.text}" is not a date.', "Name a date field.", day.span)
    return Binding(
        date=day,
        employee=building.person(part.get("employee"), entity),
        department=department,
    )


def _tied(building: Building, part: Part, formula: Formula, bind: Mapping[str, Binding]) -> Formula:
    """The formula with the one date and the one person taken where nothing names them."""
    led = {entity for entity, b in bind.items() if b.employee or b.department}
    nobody = part.get("subject") == "company" or not building.scope.person()
    try:
        tree = bound(formula.tree, building.scope, set(bind), None if nobody else led)
    except FormulaError as error:
        building.faults(error, part.get("formula"))
        return formula
    return Formula(formula.text, tree, formula.span)


def _split(building: Building, part: Part, measured: Iterable[Measure]) -> str:
    """The field that parts the figure; every base entity must have it."""
    split = part.get("split")
    if split is None:
        return ""
    for entity in dict.fromkeys(m.entity for m in measured):
        fields = building.scope.fields(entity)
        usable = [n for n, k in fields.items() if k.name in {"choice", "link"} and not k.many]
        if split.text not in usable and split.text not in building.findings.broken:
            declared = [n for n in usable if n not in SYSTEM_FIELDS]
            wording = unknown(split.text, f'choice or link of "{entity}"', declared, usable)
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
        known = building.known(place, "entity", building.scope.entities(), "E611")
        if known and entity in entities:
            fields = entities[entity].fields
            kept = [w for w in words if check_use(building, entity, w, USES["columns"], fields)]
            found[entity] = texts(kept)
    return found


def check_kpi_cycles(building: Building, kpis: Mapping[str, Kpi]) -> None:
    """Note figures that go in a circle."""
    needs = {name: sorted(figures_read(kpi.formula.tree)) for name, kpi in kpis.items()}
    while circle := cycle(needs):
        message = MESSAGES["E660"].format(cycle=" -> ".join(circle))
        building.add("E660", message, "Let one of them be without the other.",
                     kpis[circle[0]].formula.span)  # fmt: skip
        needs = {name: needed for name, needed in needs.items() if name not in circle}
