"""Which boards of figures somebody may open."""

from __future__ import annotations

from admin import visit
from kpi.board import may_view
from schema.objects import Dashboard


def may_open(declared: Dashboard) -> bool:
    """Whether a board is for whoever asks: by role, and with at least one figure to show."""
    actor = visit.actor()
    allowed = not declared.view or bool(actor.roles & set(declared.view))
    kpis = visit.rulebook().schema.kpis
    return allowed and any(may_view(kpis[name], actor, "company", None) for name in declared.kpis)
