"""Dashboards: which figures stand on one screen."""

from __future__ import annotations

from collections.abc import Mapping

from language import say
from schema.building import Building, texts
from schema.hidden import included
from schema.indicators import Dashboard, Kpi
from schema.merge import Merged
from schema.objects import Role
from schema.parts import Part

OWN = "employee"
"""The subject of figures that everybody sees of oneself."""
HINT = 'Leave the role out, or name it in the "view" of a figure of the board.'


def read_dashboards(building: Building, merged: Merged) -> dict[str, Dashboard]:
    """Every dashboard of the rulebook."""
    return {
        name: _dashboard(building, part, merged.module(part))
        for name, part in merged.parts["dashboards"].items()
    }


def check_viewers(
    building: Building,
    merged: Merged,
    kpis: Mapping[str, Kpi],
    roles: Mapping[str, Role],
) -> None:
    """Warn of each role that a board is for and that may see none of its figures."""
    for part in merged.parts["dashboards"].values():
        named = [kpis[word.text] for word in part.get("kpis", ()) if word.text in kpis]
        for role in part.get("view", ()):
            if named and role.text in roles and not any(_seen(k, role.text, roles) for k in named):
                message = say('"{role}" may see no figure of this board.', role=role.text)
                building.add("W611", message, say(HINT), role.span)


def _seen(kpi: Kpi, role: str, roles: Mapping[str, Role]) -> bool:
    """Whether a role may see a figure: of everybody, or people see their own."""
    own = kpi.subject == OWN
    return own or not kpi.view or bool(included(roles, role) & set(kpi.view))


def _dashboard(building: Building, part: Part, module: str) -> Dashboard:
    """One dashboard; its figures must be declared."""
    words = part.get("kpis", ())
    known = [w for w in words if building.known(w, say("kpi"), building.scope.kpis(), "E802")]
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
