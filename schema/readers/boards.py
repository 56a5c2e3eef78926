"""Dashboards: which figures stand on one screen."""

from __future__ import annotations

from schema.building import Building, texts
from schema.indicators import Dashboard
from schema.merge import Merged
from schema.parts import Part


def read_dashboards(building: Building, merged: Merged) -> dict[str, Dashboard]:
    """Every dashboard of the rulebook."""
    return {
        name: _dashboard(building, part, merged.module(part))
        for name, part in merged.parts["dashboards"].items()
    }


def _dashboard(building: Building, part: Part, module: str) -> Dashboard:
    """One dashboard; its figures must be declared."""
    words = part.get("kpis", ())
    known = [w for w in words if building.known(w, "kpi", building.scope.kpis(), "E802")]
    return Dashboard(
        name=part.name,
        label=part.get("label"),
        kpis=texts(known),
        periods=part.get("periods", 6),
        places=part.get("places", ("menu",)),
        module=module,
        view=building.roles(part, "view"),
        clauses=building.cited(part),
        span=part.span,
    )
